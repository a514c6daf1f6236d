"""Eligibility: who counts as the household, every condition measured and judged, one outlook per programme."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import polars as pl

from assets.tiered.telling import tell, union
from assets.workspace import Workspace
from rules.engine import Rule
from rules.explain import literal

FOLDER = "eligibility"
PURPOSE = "verification"
STEPS = {
    "household_asset": f"{FOLDER}/household_asset.sql",
    "rule_limit": f"{FOLDER}/limit.sql",
    "measured": f"{FOLDER}/measures",
    "sized": f"{FOLDER}/sized.sql",
    "condition": f"{FOLDER}/condition.sql",
    "judged": f"{FOLDER}/judged.sql",
    "subject": f"{FOLDER}/subject.sql",
    "told_condition": f"{FOLDER}/told_condition.sql",
    "wording": f"{FOLDER}/wording.sql",
    "decided": f"{FOLDER}/decided.sql",
}


def judge(ws: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    """Create `told_condition` and `decided`: every condition of every household assessed, and what they come to."""
    tell(con, {"condition_rule": condition_frame(ws)})
    for name, file in STEPS.items():
        con.sql(union(_rules(ws, file))).create(name)
    # the longest table, which no later step reads
    con.execute("drop table judged")


def judge_rules(ws: Workspace) -> list[Rule]:
    """Every rule file that `judge` runs."""
    return [rule for file in STEPS.values() for rule in _rules(ws, file)]


def _rules(ws: Workspace, file: str) -> list[Rule]:
    if file.endswith(".sql"):
        return [ws.rule(file, PURPOSE)]
    found = []
    for code, spec in ws.rulebook.measures.items():
        rule = ws.rule(spec.file.replace(".toml", ".sql"), PURPOSE)
        head = "select " + literal(code) + " as measure, case_id, person_id, low::decimal(38, 4) as low,"
        head += " high::decimal(38, 4) as high, factor::decimal(38, 0) as factor, evidence from (\n"
        found.append(replace(rule, sql=head + rule.sql + "\n)"))
    return found


def composition_rules(ws: Workspace) -> list[Rule]:
    """Every composition rule, each with its code beside the members it found."""
    found = []
    for code, spec in ws.rulebook.compositions.items():
        rule = ws.rule(spec.file.replace(".toml", ".sql"), PURPOSE)
        sql = "select " + literal(code) + " as rule_code, household_id, person_id, evidence from (\n" + rule.sql + "\n)"
        found.append(replace(rule, sql=sql))
    return found


def composition_frame(ws: Workspace) -> pl.DataFrame:
    """What the composition rules say: rule_code, position, jurisdiction, is_counted, is_disputed, sentence, basis."""
    rows = [
        {"rule_code": code, "position": spec.position, "jurisdiction": spec.jurisdiction,
         "is_counted": spec.is_counted, "is_disputed": spec.is_disputed, "sentence": spec.sentence,
         "basis": spec.article}
        for code, spec in ws.rulebook.compositions.items()
    ]  # fmt: skip
    text, flag = pl.String(), pl.Boolean()
    return pl.DataFrame(
        rows,
        schema={"rule_code": text, "position": pl.Int32(), "jurisdiction": text, "is_counted": flag,
                "is_disputed": flag, "sentence": text, "basis": text},
    )  # fmt: skip


def condition_frame(ws: Workspace) -> pl.DataFrame:
    """What the conditions say, one row each, in the order of their programme's file."""
    rows = [
        {"programme_code": code, "about": spec.about, "condition_code": line.code, "position": position,
         "alternative": line.alternative, "measure": line.measure, "unit": ws.rulebook.measures[line.measure].unit,
         "compare": line.compare, "limit_name": line.limit, "per": line.per, "jurisdiction": line.jurisdiction,
         "is_gate": line.is_gate, "legal_basis": line.basis, "met": line.met, "not_met": line.not_met,
         "unknown": line.unknown}
        for code, spec in ws.rulebook.eligibility.items()
        for position, line in enumerate(spec.conditions, 1)
    ]  # fmt: skip
    schema: dict[str, pl.DataType] = dict.fromkeys(rows[0], pl.String())
    return pl.DataFrame(rows, schema=schema | {"position": pl.Int32(), "is_gate": pl.Boolean()})
