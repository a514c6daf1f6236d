"""Truth over time: the first day's tables whole, then what was added and what is gone, batch by batch.

`at(folder, "report", "2018-03-04")` gives a table as it was true at that batch.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data_samples.generator.state import Town
from data_samples.generator.truth import tables
from schemas.contract import extracts as contracts

LATER = "later"
UNREPEATED = ("record_number", "person", "copy_of")  # a dictionary of their values would be as long as they are


class Archive:
    """Writes the truth of a city: <table>.parquet of the first batch, later/<table>.parquet of all others."""

    def __init__(self, folder: Path, keeps: bool) -> None:
        """`keeps`: further batches will come, so that what was true before must be at hand."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.before = Path(tempfile.mkdtemp()) if keeps else None
        self.later: dict[str, list[pl.DataFrame]] = {}

    def first(self, town: Town) -> None:
        for name, table in tables(town, is_first=True):
            save(table, self.folder / f"{name}.parquet")
            if self.before is not None:
                table.write_ipc(self.before / name)

    def then(self, town: Town) -> None:
        """What is true now and was not, and what was and is not."""
        assert self.before is not None
        for name, table in tables(town, is_first=False):
            old = pl.read_ipc(self.before / name)
            table.write_ipc(self.before / f"{name}.new")
            new_at, old_at = _marks(table), _marks(old)
            added = table.filter(~new_at.is_in(old_at.implode()))
            gone = old.filter(~old_at.is_in(new_at.implode()))
            for rows, is_gone in ((added, False), (gone, True)):
                if rows.height:
                    batch = pl.lit(f"{town.as_of:%Y-%m-%d}").alias("batch")
                    self.later.setdefault(name, []).append(
                        rows.select(batch, pl.lit(is_gone).alias("is_gone"), pl.all())
                    )
            del old
            (self.before / f"{name}.new").replace(self.before / name)

    def close(self) -> None:
        for name, parts in self.later.items():
            (self.folder / LATER).mkdir(exist_ok=True)
            save(pl.concat(parts), self.folder / LATER / f"{name}.parquet")
        if self.before is not None:
            for path in self.before.iterdir():
                path.unlink()
            self.before.rmdir()


def _marks(table: pl.DataFrame) -> pl.Series:
    """A mark per row that only an equal row of the same turn has."""
    marks = table.hash_rows(seed=17)
    again = pl.DataFrame({"mark": marks}).with_row_index("row").filter(~pl.col("mark").is_first_distinct())
    if not again.height:
        return marks
    turn = again.select("mark", turn=pl.int_range(pl.len()).over("mark"))
    return marks.scatter(again["row"], turn.hash_rows(seed=18))


def at(folder: Path, name: str, batch: str) -> pl.DataFrame:
    """One table of a city's truth folder as it was true at a batch (YYYY-MM-DD)."""
    table = pl.read_parquet(folder / f"{name}.parquet")
    path = folder / LATER / f"{name}.parquet"
    if not path.exists():
        return table
    later = pl.read_parquet(path).filter(pl.col("batch") <= batch)
    columns = list(table.columns)
    count = pl.concat(
        [
            table.with_columns(so=pl.lit(1)),
            later.select(*columns, so=pl.when("is_gone").then(-1).otherwise(1)),
        ]
    )
    left = count.group_by(columns, maintain_order=True).agg(pl.col("so").sum()).filter(pl.col("so") > 0)
    return left[np.repeat(np.arange(left.height), left["so"].to_numpy())].select(columns)


def save(table: pl.DataFrame, path: Path) -> None:
    """Writes one table, the same bytes for the same rows."""
    table.write_parquet(path, compression="zstd", compression_level=1, statistics=False)


class LinkFile:
    """record.parquet and id_record.parquet, written as the deliveries go: whose every delivered record is, in order of
    batch and extract; the second for records that carry a person's number and no name."""

    SCHEMA = pa.schema(
        [(name, pa.string()) for name in ("extract", "record_number")]
        + [("person", pa.int64())]
        + [
            (name, pa.string())
            for name in ("id_state", "id_dirt", "name_state", "birth_state", "difficulty", "copy_of", "batch")
        ]
    )

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        without_name = [field for field in self.SCHEMA if field.name not in ("name_state", "birth_state", "difficulty")]
        self.schemas = {"record": self.SCHEMA, "id_record": pa.schema(without_name)}
        self.files = {
            name: pq.ParquetWriter(
                folder / f"{name}.parquet", schema,
                compression="zstd", compression_level=1, write_statistics=False,
                use_dictionary=[column for column in schema.names if column not in UNREPEATED],
            )
            for name, schema in self.schemas.items()
        }  # fmt: skip

    def add(self, links: pl.DataFrame, batch: str) -> None:
        """Appends the rows of one extract, ordered by record number."""
        if links.height:
            name = "record" if contracts()[links["extract"][0]].names_a_person else "id_record"
            rows = (
                links.with_columns(batch=pl.lit(batch))
                .sort("record_number")
                .to_arrow()
                .select(self.schemas[name].names)
            )
            self.files[name].write_table(rows.cast(self.schemas[name]))

    def close(self) -> None:
        for file in self.files.values():
            file.close()
