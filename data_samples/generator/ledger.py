"""The clean rows of every extract as they are now, and which of them are new or changed since the last delivery."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from data_samples.generator.evidence import Records
from schemas.contract import extracts as contracts

ENTRY = "entry"  # the number of a clean row within its extract, for ever


class Ledger:
    """Clean rows by extract, each with `person` and `entry`; snapshots hold what is so now, the others everything."""

    def __init__(self, clean: Records) -> None:
        self.rows: Records = {}
        self.touched: dict[str, list[tuple[str, pl.Series]]] = {}
        self.next_entry: dict[str, int] = {}
        self.age = 0  # deliveries made
        for name in list(clean):
            self.open(name, clean[name])

    def open(self, name: str, rows: pl.DataFrame) -> None:
        """Takes the first rows of an extract; rows that bring an entry of their own keep it."""
        if ENTRY not in rows.columns:
            rows = rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ENTRY))
        self.rows[name] = rows
        self.next_entry[name] = rows.height

    def has(self, name: str) -> bool:
        return name in self.rows

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.rows[name]

    def add(self, name: str, rows: pl.DataFrame, kind: str) -> None:
        """Further rows, `kind` says why. Columns that a row does not tell are NULL."""
        if not rows.height or name not in self.rows:
            return
        have = self.rows[name]
        entries = pl.Series(ENTRY, np.arange(rows.height) + self.next_entry[name])
        self.next_entry[name] += rows.height
        full = rows.with_columns(entries).select(
            (pl.col(column) if column in rows.columns or column == ENTRY else pl.lit(None)).cast(dtype).alias(column)
            for column, dtype in have.schema.items()
        )
        self.rows[name] = pl.concat([have, full])
        self._touch(name, kind, entries)

    def change(
        self, name: str, where: pl.Expr | pl.Series, values: Mapping[str, pl.Expr], kind: str, quiet: bool = False
    ) -> None:
        """New values in the rows that `where` chooses; `quiet`: nobody need know which."""
        if name not in self.rows:
            return
        have = self.rows[name].with_columns(where.alias("is_meant"))
        entries = have.filter("is_meant")[ENTRY]
        if len(entries):
            self.rows[name] = have.with_columns(
                pl.when("is_meant").then(value).otherwise(pl.col(column)).cast(have.schema[column]).alias(column)
                for column, value in values.items()
            ).drop("is_meant")
            if not quiet:
                self._touch(name, kind, entries)

    def drop(self, name: str, where: pl.Expr) -> None:
        """Takes rows out of a snapshot."""
        if name in self.rows:
            self.rows[name] = self.rows[name].filter(~where)

    def replace(self, name: str, rows: pl.DataFrame, kind: str) -> None:
        """All rows of a snapshot anew, with entries of their own; new and changed ones are touched."""
        have = self.rows[name]
        self.rows[name] = rows.select(pl.col(column).cast(dtype) for column, dtype in have.schema.items())
        old = have.select(ENTRY, was=have.hash_rows(seed=1))
        new = self.rows[name].select(ENTRY, now=self.rows[name].hash_rows(seed=1))
        differs = new.join(old, on=ENTRY, how="left").filter(pl.col("was").is_null() | (pl.col("was") != pl.col("now")))
        self._touch(name, kind, differs[ENTRY].sort())

    def _touch(self, name: str, kind: str, entries: pl.Series) -> None:
        if len(entries):
            self.touched.setdefault(name, []).append((kind, entries))

    def due(self, name: str) -> pl.DataFrame:
        """What the next delivery of an extract holds: a snapshot whole, of the others what is new or changed."""
        if contracts()[name].mode == "snapshot":
            return self.rows[name]
        if not self.age:
            return self.rows[name]
        touched = [entries for _, entries in self.touched.get(name, [])]
        if not touched:
            return self.rows[name].clear()
        return self.rows[name].filter(pl.col(ENTRY).is_in(pl.concat(touched).unique().implode()))

    def delivered(self) -> None:
        """A batch is out: nothing is new any more."""
        self.touched = {}
        self.age += 1
