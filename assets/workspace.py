"""The workspace of one batch: where its tables lie, how they are opened in DuckDB and how they are written."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl
import pyarrow.parquet as pq

from rules.engine import Rule, check, load
from rules.rulebook import Rulebook
from rules.suppose import Replaced, Supposition
from rules.vocabulary import delivery_frames, speak, standing_frames, write_words
from schemas.contract import Catalogue, extracts
from schemas.standardised import typed_columns
from schemas.table import Table
from schemas.tables import STAGES, tables

CORES = len(os.sched_getaffinity(0))
"""Those that this process may use, which a container or `taskset` makes fewer than the machine has."""
DUCKDB_SHARE = 0.75
ROW_GROUP = 122_880
"""Rows that one thread of DuckDB takes at a time, and rows of a row group as written here."""
FEW_ROWS = 10 * ROW_GROUP
"""A step that reads no longer table runs on one thread: a second would mostly wait, which DuckDB does at full speed."""


class Written(NamedTuple):
    """What an asset reports of a table: counts and a digest, never rows."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Shard:
    """One part of the rows: those whose `key` hashes to `index` of `count`."""

    key: str
    index: int
    count: int


@dataclass(frozen=True)
class Workspace:
    """Everything a result depends on: the deliveries, the rulebook, the key, the batch and the day."""

    out: Path
    batch: str
    as_of: datetime.date
    inbox: Path | None = None
    bureau: Path | None = None
    key: bytes = field(default=b"", repr=False)
    memory: str = "8GiB"
    """What the whole process may hold, as DuckDB writes a size."""
    threads: int = CORES
    supposed: tuple[Supposition | Replaced, ...] = ()
    """Parameters as somebody asks about them; a release never supposes anything."""

    @cached_property
    def catalogue(self) -> Catalogue:
        return extracts(self.bureau)

    @cached_property
    def rulebook(self) -> Rulebook:
        return Rulebook(self.bureau, self.supposed)

    def under(self, rulebook: Rulebook) -> Workspace:
        """The same under a rulebook that was loaded already, from the same bureau's folder."""
        vars(self)["rulebook"] = rulebook
        return self

    @property
    def duckdb_memory(self) -> str:
        """DuckDB's part of `memory`, beyond which it spills; the rest is for Python, and for Polars and Arrow in it.

        Raises:
            ValueError: `memory` is not a size.
        """
        size = re.fullmatch(r"([\d.]+)([KMGT]i?B)", self.memory)
        if size is None:
            raise ValueError(f"{self.memory} is not a size")
        return f"{float(size[1]) * DUCKDB_SHARE:g}{size[2]}"

    @property
    def state(self) -> Path:
        return self.out / "state"

    def path(self, key: str, batch: str | None = None) -> Path:
        """The Parquet file of a table `stage.name` (or `standardised.<extract>`) of a batch."""
        stage, name = key.split(".", 1)
        return self.state / "stages" / (batch or self.batch) / stage / f"{name}.parquet"

    @property
    def delivered(self) -> frozenset[str]:
        """Extracts that have content at this batch."""
        folder = self.state / "stages" / self.batch / "standardised"
        found = {path.stem for path in folder.glob("*.parquet")}
        return frozenset(name for name in self.catalogue if name in found)

    def rule(self, relative: str, purpose: str | None = None) -> Rule:
        """One rule file in force, linted and checked against its purpose.

        Raises:
            RulebookError: the file is not a valid rule, or touches what its purpose does not allow.
        """
        return check(load(self.rulebook.files, relative), self.rulebook, self.catalogue, purpose)

    @contextlib.contextmanager
    def session(
        self, *keys: str, shard: Shard | None = None, closed: Collection[str] = ()
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """An in-memory DuckDB with the words of the rules and one view per table `stage.name`.

        A table that was not made is an empty typed view, and so is an extract in `closed` (its contract does not open
        it for this purpose). With `shard`, views hold only that shard's rows.
        """
        with self._connection() as con:
            con.execute("set threads = ?", [self._threads(keys)])
            for stage in STAGES:
                con.execute(f"create schema {stage}")
            delivered = self.delivered - set(closed)
            speak(con, self._words, self._delivery(delivered))
            for key in sorted(set(keys)):
                self._view(con, key, shard, key.removeprefix("standardised.") in closed)
            yield con

    def _threads(self, keys: Collection[str]) -> int:
        """How many threads are worth their cost over these tables; without tables nobody knows: all."""
        rows = [pq.read_metadata(path).num_rows for path in map(self.path, keys) if path.is_file()]
        return 1 if rows and max(rows) <= FEW_ROWS else self.threads

    @contextlib.contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with tempfile.TemporaryDirectory(prefix="spill-", dir=self._made(self.state / "spill")) as spill:
            con = duckdb.connect(config={"memory_limit": self.duckdb_memory, "threads": str(self.threads)})
            try:
                con.execute("set temp_directory = ?", [spill])
                for setting in SETTINGS:
                    con.execute(setting)
                yield con
            finally:
                con.close()

    def reference(self) -> dict[str, pl.DataFrame]:
        """The tables of `reference` as the rules of this batch read them."""
        return {**self._standing, **self._delivery(self.delivered)}

    @cached_property
    def _standing(self) -> dict[str, pl.DataFrame]:
        return standing_frames(self.rulebook, self.batch, self.as_of)

    def _delivery(self, delivered: frozenset[str]) -> dict[str, pl.DataFrame]:
        """What is said of the delivered extracts, made once per set of them."""
        if delivered not in self._deliveries:
            self._deliveries[delivered] = delivery_frames(self.rulebook, self.catalogue, delivered, self.as_of)
        return self._deliveries[delivered]

    @cached_property
    def _words(self) -> Path:
        """The macros and every table, as if nothing were delivered, as a file: opening it is faster than copying."""
        path = Path(self._folder_of_words.name) / "words.duckdb"
        write_words(path, {**self._standing, **self._delivery(frozenset())}, self.rulebook.files)
        return path

    @cached_property
    def _folder_of_words(self) -> tempfile.TemporaryDirectory[str]:
        """Rules only, nothing of a delivery; removed with the workspace."""
        return tempfile.TemporaryDirectory(prefix="hedui-words-")

    @cached_property
    def _deliveries(self) -> dict[frozenset[str], dict[str, pl.DataFrame]]:
        return {}

    def make(self, table: type[Table], *rules: Rule, shards: int = 1) -> Written:
        """Run rules that all return the rows of one table, shard by shard, and write it."""
        needed = sorted({name for rule in rules for name in rule.inputs})
        closed = frozenset[str]().union(*(rule.closed for rule in rules))
        union = "\nunion all by name\n".join(f"({rule.sql}\n)" for rule in rules)
        if shards == 1 or table.shard_key is None:
            with self.session(*needed, closed=closed) as con:
                return self.write(con, union, table)
        parts = []
        for index in range(shards):
            with self.session(*needed, shard=Shard(table.shard_key, index, shards), closed=closed) as con:
                parts.append(con.sql(_cast(union, table, self.batch)).to_arrow_table())
        with self._connection() as con:
            for index, part in enumerate(parts):
                con.register(f"part_{index}", part)
            return self.write(con, " union all ".join(f"from part_{index}" for index in range(shards)), table)

    def write(self, con: duckdb.DuckDBPyConnection, query: str, table: type[Table]) -> Written:
        """Write the rows of a query as the Parquet of a table: its columns, its order, the same bytes every time.

        Raises:
            duckdb.Error: the query does not return every column of the table (`batch` is added).
        """
        target = self.path(table.key())
        self._made(target.parent)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        order = ", ".join(f'"{name}" nulls first' for name in table.primary_key)
        statement = (
            "copy (select " + ", ".join(f'"{column.name}"' for column in table.columns())
            + f" from ({_cast(query, table, self.batch)}) order by {order}) to '{_escaped(temporary)}'"
            + f" (format parquet, compression zstd, row_group_size {ROW_GROUP})"
        )  # fmt: skip
        con.execute(statement)
        return self._settled(temporary, target, table.key())

    def write_frame(self, frame: pl.DataFrame, table: type[Table]) -> Written:
        """The same from a polars frame with the table's columns (`batch` is added)."""
        with self._connection() as con:
            con.register("rows_to_write", frame.to_arrow())
            return self.write(con, "from rows_to_write", table)

    def _settled(self, temporary: Path, target: Path, key: str) -> Written:
        with temporary.open("rb+") as file:
            digest = sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
            os.fsync(file.fileno())
        temporary.replace(target)
        return Written(key, pq.read_metadata(target).num_rows, digest.hexdigest())

    def _view(self, con: duckdb.DuckDBPyConnection, key: str, shard: Shard | None, is_closed: bool) -> None:
        stage, name = key.split(".", 1)
        path = self.path(key)
        if is_closed or not path.is_file():
            con.execute(f'create view {stage}."{name}" as {self._empty(key)}')
            return
        source = f"from read_parquet('{_escaped(path)}')"
        if shard is not None and shard.key in pq.read_schema(path).names:
            source += f' where hash("{shard.key}") % {shard.count} = {shard.index}'
        con.execute(f'create view {stage}."{name}" as {source}')

    def _empty(self, key: str) -> str:
        known = tables().get(key)
        if known is not None:
            types = {column.name: column.duckdb_type for column in known.columns()}
        else:
            types = typed_columns(self.catalogue[key.split(".", 1)[1]])
        columns = ", ".join(f'null::{duckdb_type} as "{name}"' for name, duckdb_type in types.items())
        return f"select {columns} where false"

    @staticmethod
    def _made(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder


SETTINGS = (
    "set autoload_known_extensions = false",
    "set autoinstall_known_extensions = false",
    "set python_enable_replacements = false",
    "set enable_progress_bar = false",
    "set preserve_insertion_order = true",
    "set timezone = 'UTC'",
    "set max_temp_directory_size = '64GiB'",
)
"""How every DuckDB here is set: closed to the network, silent, the same everywhere, never filling a disk."""


def _cast(query: str, table: type[Table], batch: str) -> str:
    columns = ", ".join(
        f"'{batch}' as batch" if column.name == "batch" else f'"{column.name}"::{column.duckdb_type} as "{column.name}"'
        for column in table.columns()
    )
    return f"select {columns} from ({query}\n)"


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
