"""The schema `history`: scores, tiers, rates and alerts of this release and of those before it.

`valid_at` is the day a row speaks of, `known_at` the batch of the release that said it first.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from assets.workspace import Workspace
from pipelines.release.reference import column_comment, table_comment
from pipelines.release.statements import commented, filled_by, listed, quoted
from pipelines.release.storage import RELEASES, current
from schemas.published import Alert
from schemas.scored import HouseholdScore
from schemas.table import Table
from schemas.tiered import HouseholdTier
from schemas.verified import ProgrammeRate

KEPT: tuple[type[Table], ...] = (HouseholdScore, HouseholdTier, ProgrammeRate, Alert)
INDICATORS = "household_indicator"
REPORTS = "report"
_WHEN = {"valid_at": "DATE", "known_at": "VARCHAR"}


class Previous(NamedTuple):
    """The release whose history is carried on."""

    name: str
    batch: str
    warehouse: Path


def previous_release(out: Path, batch: str) -> Previous | None:
    """The release of an earlier batch that CURRENT goes back to.

    Each manifest names the release whose history it carried on: following that chain from CURRENT gives the same
    answer when a batch is made again and when an old one is.
    """
    name = current(out)
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        folder = out / RELEASES / name
        manifest = _manifest(folder)
        if manifest is None:
            return None
        if str(manifest["batch"]) < batch:
            return Previous(name, str(manifest["batch"]), folder / "warehouse.duckdb")
        name = manifest["previous_release"]
    return None


def _manifest(folder: Path) -> dict[str, Any] | None:
    path = folder / "manifest.json"
    if not path.is_file() or not (folder / "warehouse.duckdb").is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def add_history(con: duckdb.DuckDBPyConnection, ws: Workspace, has_previous: bool) -> list[str]:
    """Fill `history.*` on a warehouse under construction; returns the names of its tables.

    The warehouse's own stages must be filled; the release before, where there is one, is attached as `previous`.
    """
    con.execute("set variable valid_at = ?", [ws.as_of])
    con.execute("set variable known_at = ?", [ws.batch])
    made = []
    for table in KEPT:
        columns = {column.name: column.duckdb_type for column in table.columns()}
        _table(con, table.name, columns, table.label())
        source = " ".join(("(select *, getvariable('valid_at') as valid_at, getvariable('known_at') as known_at from",
                           quoted(table.key()), ")"))  # fmt: skip
        _fill(con, table.name, list(columns), table.primary_key, source, ws.batch, has_previous)
        made.append(f"history.{table.name}")
    _table(con, INDICATORS, dict(_INDICATORS), table_comment(f"history.{INDICATORS}"))
    _fill(con, INDICATORS, [name for name, _ in _INDICATORS], ("household_id",), f"({_HIT})", ws.batch, has_previous)
    _table(con, REPORTS, dict(_REPORTS), table_comment(f"history.{REPORTS}"))
    _fill(con, REPORTS, [name for name, _ in _REPORTS], ("report_id",), f"({_REPORTED})", ws.batch, has_previous)
    return [*made, f"history.{INDICATORS}", f"history.{REPORTS}"]


_INDICATORS = (("household_id", "VARCHAR"), ("indicators_hit", "VARCHAR[]"), ("indicators_unknown", "VARCHAR[]"))
_HIT = """
select household_id,
       list_sort(list(indicator_code) filter (where state in ('hit_full', 'hit_partial'))) as indicators_hit,
       coalesce(list_sort(list(indicator_code) filter (where state = 'unknown')), []) as indicators_unknown,
       getvariable('valid_at') as valid_at, getvariable('known_at') as known_at
from scored.household_indicator
group by household_id
having bool_or(state in ('hit_full', 'hit_partial'))
"""


_REPORTS = (
    ("report_id", "VARCHAR"), ("conclusion", "VARCHAR"), ("excluded_reason", "VARCHAR"), ("has_difference", "BOOLEAN"),
    ("under_declared", "BOOLEAN"), ("over_declared", "BOOLEAN"), ("exceeds_limit", "BOOLEAN"),
    ("limits_exceeded", "VARCHAR[]"), ("verified_income_fen", "BIGINT"), ("benefit_fen", "BIGINT"),
    ("items_objected", "VARCHAR[]"),
)  # fmt: skip
_REPORTED = """
select r.report_id, r.conclusion, r.excluded_reason, r.has_difference, r.under_declared, r.over_declared,
       r.exceeds_limit, r.limits_exceeded, r.verified_income_fen, r.benefit_fen,
       coalesce((select list_sort(list(o.item_code || ':' || o.objection_state)) from verified.report_objection as o
                 where o.report_id = r.report_id), []) as items_objected,
       getvariable('valid_at') as valid_at, getvariable('known_at') as known_at
from verified.report as r
"""


def _table(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], label: str) -> None:
    full = f"history.{name}"
    typed = [f"{quoted(column)} {kind}" for column, kind in {**columns, **_WHEN}.items()]
    con.execute(" ".join(("create table", quoted(full), "(", ", ".join(typed), ")")))
    con.execute(commented("table", quoted(full), f"{label}(历次发布)"))
    for column in (*columns, *_WHEN):
        con.execute(commented("column", f"{quoted(full)}.{quoted(column)}", column_comment(column)))


def _fill(
    con: duckdb.DuckDBPyConnection, name: str, columns: list[str], key: tuple[str, ...], source: str, batch: str,
    has_previous: bool,
) -> None:  # fmt: skip
    """Older releases first, then this one; each in the order of its key."""
    full = f"history.{name}"
    if has_previous:
        known = {row[0] for row in con.execute(_COLUMNS_BEFORE, [name]).fetchall()}
        kept = [column for column in (*columns, *_WHEN) if column in known]
        if kept:
            order = listed(column for column in ("known_at", *key) if column in known)
            older = f"previous.history.{quoted(name)} where known_at < ? order by {order}"
            con.execute(filled_by(full, kept, older), [batch])
    con.execute(filled_by(full, (*columns, *_WHEN), f"{source} order by {listed(key)}"))


_COLUMNS_BEFORE = """
select column_name from duckdb_columns()
where database_name = 'previous' and schema_name = 'history' and table_name = ?
"""
