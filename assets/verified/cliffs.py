"""Makes verified.benefit_cliff and household_cliff: what aid is worth as income rises, once per kind of household."""

from __future__ import annotations

import duckdb

from assets.verified.benefits import lay
from assets.workspace import Workspace, Written
from rules.engine import Rule
from schemas.verified_cliffs import BenefitCliff, HouseholdCliff

FOLDER = "benefits/cliffs"
PURPOSE = "verification"
CLASSES = ("class_member", "household_class")
GRID = {"counted_programme": "counted_programme", "grid": "grid", "benefit_member": "member", "benefit_case": "case"}


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
    for name, file in GRID.items():
        con.sql(_rule(ws, file).sql).create(name)
    lay(ws, con, {code for (code,) in con.sql("select programme_code from counted_programme").fetchall()})
    con.sql(_rule(ws, "benefit_cliff").sql).create("benefit_cliff")


def _rule(ws: Workspace, name: str) -> Rule:
    return ws.rule(f"{FOLDER}/{name}.sql", PURPOSE)
