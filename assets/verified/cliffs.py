"""Makes verified.benefit_cliff and household_cliff: what aid is worth as income rises, once per kind of household."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from assets.verified.benefits import lay
from assets.workspace import Workspace, Written
from rules.engine import Rule
from schemas.verified_cliffs import BenefitCliff, HouseholdCliff

FOLDER = "benefits/cliffs"
PURPOSE = "verification"
CLASSES = ("class_member", "household_class")
SEAM = {"benefit_member": "member", "benefit_case": "case"}
POINTS = 250_000
"""About as many points of the grid are valued at a time: their members are what takes memory."""


def cliffs(ws: Workspace) -> list[Written]:
    """Make both tables: households of one size and composition are valued once on a grid of incomes."""
    classes, last = [_rule(ws, name) for name in CLASSES], _rule(ws, "household_cliff")
    inputs = {key for rule in (*classes, last) for key in rule.inputs}
    with ws.session(*inputs) as con:
        for name, rule in zip(CLASSES, classes, strict=True):
            con.sql(rule.sql).create(name)
        value(ws, con)
        return [ws.write(con, "from benefit_cliff", BenefitCliff), ws.write(con, last.sql, HouseholdCliff)]


def value(ws: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    """Create `benefit_cliff` over `class_member` and `household_class`, which the connection holds."""
    for name, file in (("counted_programme", "counted_programme"), ("every_point", "grid")):
        con.sql(_rule(ws, file).sql).create(name)
    counted = {code for (code,) in con.sql("select programme_code from counted_programme").fetchall()}
    rows = con.table("every_point").shape[0]
    parts = [_valued(ws, con, counted, index, rows // POINTS + 1) for index in range(rows // POINTS + 1)]
    for index, part in enumerate(parts):
        con.register(f"part_{index}", part)
    con.sql(" union all ".join(f"from part_{index}" for index in range(len(parts)))).create("benefit_cliff")


def _valued(ws: Workspace, con: duckdb.DuckDBPyConnection, counted: set[str], index: int, count: int) -> pa.Table:
    """The cliffs of one part of the classes; what is laid for them is undone afterwards."""
    con.begin()
    try:
        con.table("every_point").filter(f"hash(class_code) % {count} = {index}").create_view("grid")
        for name, file in SEAM.items():
            con.sql(_rule(ws, file).sql).create(name)
        lay(ws, con, counted)
        return con.sql(_rule(ws, "benefit_cliff").sql).to_arrow_table()
    finally:
        con.rollback()


def _rule(ws: Workspace, name: str) -> Rule:
    return ws.rule(f"{FOLDER}/{name}.sql", PURPOSE)
