"""Builds warehouse.duckdb: every table of every stage that holds no clear identity, reference, history and views."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from assets.landed.history import deliveries
from assets.workspace import CORES, SETTINGS, Workspace
from pipelines.privacy.permissions import owner_folder
from pipelines.release.digest import ordered_digest
from pipelines.release.history import Previous, add_history
from pipelines.release.reference import column_comment, table_comment, tables_of_reference
from pipelines.release.statements import commented, filled_by, literal, made_from, quoted, statements
from rules.vocabulary import macros
from schemas.landed import Delivery
from schemas.table import Table
from schemas.tables import STAGES, tables

FILE = "warehouse.duckdb"
OPENS_FROM = "v1.4.0"
"""Oldest DuckDB that must open the file: analysts' clients are updated late."""


class Counted(NamedTuple):
    """Rows and ordered digest of one table."""

    rows: int
    digest: str


def published_tables() -> list[type[Table]]:
    """The tables that go into a warehouse, in stage order: all but those with a clear identity."""
    return [table for table in tables().values() if not table.is_private]


def build(ws: Workspace, path: Path, previous: Previous | None) -> dict[str, Counted]:
    """Make a new warehouse file and return its tables by name with their rows and digests.

    The file is closed when this returns. A stage that was not made gives empty tables.
    """
    with _new(ws, path, previous) as con:
        # one transaction: every statement of its own would wait for the disk
        con.execute("begin")
        for schema in (*STAGES, "reference", "history", "analyst"):
            con.execute(" ".join(("create schema if not exists", quoted(schema))))
        names = [_stage_table(con, ws, table) for table in published_tables()]
        names += _reference(con, ws)
        con.execute(macros(ws.rulebook.files))
        names += add_history(con, ws, has_previous=previous is not None)
        _views(con)
        con.execute("commit")
        counted = _counted(con, names, ws.threads)
        con.execute("checkpoint")
    return counted


def digests(path: Path) -> dict[str, Counted]:
    """The tables of a published warehouse with their digests, recomputed.

    Raises:
        duckdb.Error: the file is damaged.
    """
    con = duckdb.connect()
    try:
        con.execute(" ".join(("attach", literal(path), "as warehouse (read_only)")))
        con.execute("use warehouse")
        rows = con.execute(_TABLES).fetchall()
        return _counted(con, [name for (name,) in rows], CORES)
    finally:
        con.close()


def _counted(con: duckdb.DuckDBPyConnection, names: list[str], threads: int) -> dict[str, Counted]:
    """Tables side by side: each is read and hashed on its own connection."""

    def count(name: str) -> Counted:
        with con.cursor() as own:
            own.execute("use warehouse")
            return Counted(*ordered_digest(own, name))

    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(names, pool.map(count, names), strict=True))


_TABLES = """
select schema_name || '.' || table_name from duckdb_tables() where database_name = 'warehouse' order by 1
"""


@contextmanager
def _new(ws: Workspace, path: Path, previous: Previous | None) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="spill-", dir=owner_folder(ws.state / "spill")) as spill:
        con = duckdb.connect(config={"memory_limit": ws.duckdb_memory, "threads": str(ws.threads)})
        try:
            for setting in SETTINGS:
                con.execute(setting)
            con.execute("set temp_directory = ?", [spill])
            version = literal(OPENS_FROM)
            con.execute(" ".join(("attach", literal(path), "as warehouse (storage_version", version, ")")))
            if previous is not None:
                con.execute(" ".join(("attach", literal(previous.warehouse), "as previous (read_only)")))
            con.execute("use warehouse")
            yield con
            con.execute("use memory")
            con.execute("detach warehouse")
        finally:
            con.close()


def _stage_table(con: duckdb.DuckDBPyConnection, ws: Workspace, table: type[Table]) -> str:
    con.execute(table.duckdb_ddl())
    columns = [column.name for column in table.columns()]
    path = ws.path(table.key())
    if table is Delivery:
        # a release rests on the deliveries of all batches up to its own
        con.register("rows_to_add", deliveries(ws).sort(table.primary_key).to_arrow())
        con.execute(filled_by(table.key(), columns, "rows_to_add"))
        con.unregister("rows_to_add")
    elif path.is_file():
        con.execute(filled_by(table.key(), columns, f"read_parquet({literal(path)})"))
    return table.key()


def _reference(con: duckdb.DuckDBPyConnection, ws: Workspace) -> list[str]:
    seen = [code for (code,) in con.execute(_AREAS).fetchall()]
    status = con.execute("select rule_kind, rule_code, status, missing from published.rule_status").pl()
    names = []
    for name, frame in sorted(tables_of_reference(ws, seen, status).items()):
        full = f"reference.{name}"
        con.register("rows_to_add", frame.to_arrow())
        con.execute(made_from("table", full, "from rows_to_add"))
        con.unregister("rows_to_add")
        con.execute(commented("table", quoted(full), table_comment(full)))
        for column in frame.columns:
            con.execute(commented("column", f"{quoted(full)}.{quoted(column)}", column_comment(column)))
        names.append(full)
    return names


_AREAS = """
select street_code from linked.household union select committee_code from linked.household
union select register_street_code from linked.household union select street_code from verified.report
union select street_code from published.alert union select committee_code from published.alert
union select register_street_code from published.alert
union select area_code from verified.programme_rate where area_code <> 'city'
"""


def _views(con: duckdb.DuckDBPyConnection) -> None:
    for view in statements("analyst"):
        full = f"analyst.{view.name}"
        con.execute(made_from("view", full, view.sql))
        con.execute(commented("view", quoted(full), view.label))
        columns = con.execute(" ".join(("select column_name from (describe", quoted(full), ")"))).fetchall()
        for (column,) in columns:
            con.execute(commented("column", f"{quoted(full)}.{quoted(column)}", column_comment(column)))


def sample(path: Path, query: str) -> pl.DataFrame:
    """Rows of a query over a published warehouse."""
    con = duckdb.connect(str(path), read_only=True)
    try:
        return con.execute(query).pl()
    finally:
        con.close()
