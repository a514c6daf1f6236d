"""Row and money accounting of a release: every delivered row and fen is somewhere."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from assets.landed.history import accepted, deliveries
from assets.landed.store import content_path
from assets.workspace import Workspace
from pipelines.release.statements import literal, quoted
from pipelines.release.storage import ReleaseRefused
from schemas.contract import Extract

_PLACES = ("rows_accepted", "rows_quarantined", "rows_duplicate", "rows_blank", "rows_total_line")


def reconcile(ws: Workspace) -> dict[str, Any]:
    """Rows by extract and amounts by extract and column: delivered, landed, standardised, used as evidence.

    Raises:
        ReleaseRefused: the row account of a file does not balance.
    """
    files = deliveries(ws)
    broken = files.filter(pl.col("rows_read") != pl.sum_horizontal(_PLACES))
    if broken.height:
        worst = broken.sort("batch", "department", "file_name").row(0, named=True)
        raise ReleaseRefused(f"{worst['batch']}/{worst['department']}/{worst['file_name']}: 行数对不平")
    with ws.session("linked.record_link", "verified.person_evidence", "verified.evidence") as con:
        standardised = {name: _standardised(con, ws, ws.catalogue[name]) for name in sorted(ws.delivered)}
        landed = {name: _landed(con, ws, ws.catalogue[name]) for name in sorted(ws.delivered)}
        linked = dict(con.execute("select extract, count(*) from linked.record_link group by extract").fetchall())
        evidence = {row[0]: row[1:] for row in con.execute(_EVIDENCE).fetchall()}
    rows = {}
    for entry in files.group_by("extract").agg(pl.len().alias("files"), *_sums()).sort("extract").iter_rows(named=True):
        name = entry.pop("extract")
        known = {key: int(value) for key, value in entry.items()}
        if name in standardised:
            known |= {"rows_standardised": standardised[name][""], "rows_linked": linked.get(name, 0)}
        rows[name or "(unknown)"] = known
    money = {
        name: {
            column: {
                "landed_fen": landed[name].get(column),
                "standardised_fen": total,
                "superseded_fen": None if landed[name].get(column) is None else landed[name][column] - total,
            }
            for column, total in totals.items()
            if column
        }
        | (_as_evidence(*evidence[name]) if name in evidence else {})
        for name, totals in standardised.items()
    }
    return {"rows": rows, "money": {name: found for name, found in money.items() if found}}


def _sums() -> list[pl.Expr]:
    return [pl.col(name).sum() for name in ("rows_read", *_PLACES)]


def _as_evidence(records: int, total: int, counted_records: int, counted: int) -> dict[str, Any]:
    return {"evidence": {"records": records, "fen": total, "counted_records": counted_records, "counted_fen": counted}}


def _standardised(con: duckdb.DuckDBPyConnection, ws: Workspace, contract: Extract) -> dict[str, int]:
    """Fen by amount column once standardised; "" holds the rows."""
    return _totals(con, [str(ws.path(f"standardised.{contract.extract}"))], contract)


def _landed(con: duckdb.DuckDBPyConnection, ws: Workspace, contract: Extract) -> dict[str, int]:
    """The same of the landed files that are in force: all of them, or those of the newest batch of a snapshot."""
    files = [file for file in accepted(ws).get(contract.extract, []) if file.decision == "accepted"]
    if contract.mode == "snapshot" and files:
        newest = max(file.batch for file in files)
        files = [file for file in files if file.batch == newest]
    paths = [content_path(ws.state, contract.extract, file.sha256) for file in files]
    return _totals(con, [str(path) for path in paths if path.is_file()], contract)


def _totals(con: duckdb.DuckDBPyConnection, paths: list[str], contract: Extract) -> dict[str, int]:
    if not paths:
        return {}
    source = "read_parquet([" + ", ".join(literal(path) for path in paths) + "], union_by_name = true)"
    there = {row[0] for row in con.execute(" ".join(("describe select * from", source))).fetchall()}
    names = sorted({column.typed_name for column in contract.columns if column.typed_as == "money"} & there)
    sums = ["count(*)", *(f"sum({quoted(name)})" for name in names)]
    found = con.execute(" ".join(("select", ", ".join(sums), "from", source))).fetchone() or ()
    return {name: int(total or 0) for name, total in zip(["", *names], found, strict=True)}


_EVIDENCE = """
with found as (
  select extract, record_key, amount_fen, is_counted from verified.person_evidence where amount_fen is not null
)
select extract, count(distinct record_key), sum(amount_fen)::bigint,
       count(distinct record_key) filter (where is_counted),
       coalesce(sum(amount_fen) filter (where is_counted), 0)::bigint
from found
group by extract
"""
