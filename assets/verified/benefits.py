"""Benefit amounts: what a household's composition, income and day are worth in each programme, step by step."""

from __future__ import annotations

import duckdb

from assets.workspace import Workspace
from rules.engine import Rule

FOLDER = "benefits"
PURPOSE = "verification"


def programme_rules(ws: Workspace) -> dict[str, Rule]:
    """Programme code -> the rule that writes the lines of its amount."""
    return {code: ws.rule(spec.file.replace(".toml", ".sql"), PURPOSE) for code, spec in ws.rulebook.benefits.items()}


def lay(ws: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    """Create `assessed_member`, `assessment`, `benefit_line` and `benefit` over what the connection holds.

    The connection speaks the words of the rules (`ws.session`) and holds two relations:
    `benefit_case` (case_id, day, parts_per_fen, is_income_complete, declared_income_fen, annual_spending_fen,
    taper_month, previous_benefit_fen, is_rural) and `benefit_member` (case_id, person_id, age, wage_parts, other_parts,
    new_wage_parts, is_severely_disabled, is_seriously_ill, is_disabled, is_tekun, is_jobless). Incomes are monthly, in
    fen x parts_per_fen (1: plain fen). `benefit` has case_id, programme_code and amount_fen (NULL: unknown).
    """
    for name in ("assessed_member", "assessment"):
        con.sql(ws.rule(f"{FOLDER}/{name}.sql", PURPOSE).sql).create(name)
    lines = "\nunion all by name\n".join("(" + rule.sql + "\n)" for rule in programme_rules(ws).values())
    con.sql(lines).create("benefit_line")
    con.sql(ws.rule(f"{FOLDER}/benefit.sql", PURPOSE).sql).create("benefit")
