"""Parquet of rows that come in order: the memory holds one stretch of them, the bytes are always the same."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow.parquet as pq

from assets.workspace import Written

ROW_GROUP: Final = 122_880
STRETCH: Final = 8 * ROW_GROUP
_FEW_VALUES = 0.1
"""A text column with fewer different values per row than this is written as a dictionary."""


class InOrder:
    """Writes one table; the file appears under its name only when it is whole."""

    def __init__(self, key: str, target: Path, schema: dict[str, pl.DataType]) -> None:
        self.key = key
        self.target = target
        self.temporary = target.with_name(f".{target.name}.{os.getpid()}")
        self.schema = schema
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows that follow those already there."""
        if frame.height or self._writer is None:
            frame = frame.select(pl.col(name).cast(kind) for name, kind in self.schema.items())
            table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if self._writer is None:
                self._writer = pq.ParquetWriter(
                    self.temporary, table.schema, compression="zstd", compression_level=1,
                    use_dictionary=_repetitive(frame),
                )  # fmt: skip
            if frame.height:
                self._writer.write_table(table, row_group_size=ROW_GROUP)
                self.rows += frame.height

    def close(self) -> Written:
        """Finish the file and put it in place."""
        if self._writer is None:
            self.append(pl.DataFrame(schema=self.schema))
        if self._writer is not None:
            self._writer.close()
        digest = sha256()
        with self.temporary.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
            os.fsync(file.fileno())
        self.temporary.replace(self.target)
        return Written(self.key, self.rows, digest.hexdigest())


def _repetitive(frame: pl.DataFrame) -> list[str]:
    sample = frame.head(ROW_GROUP // 4)
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return [name for name in texts if sample[name].n_unique() <= max(16, _FEW_VALUES * sample.height)]
