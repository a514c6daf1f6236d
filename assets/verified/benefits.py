"""Benefit amounts: what a household's composition, income and day are worth in each programme, step by step."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from assets.tiered.telling import tell, union
from assets.verified.eligibility import composition_frame, composition_rules, judge, judge_rules
from assets.workspace import Workspace, Written
from rules.engine import Rule
from schemas.table import Table
from schemas.verified_amounts import (
    Assessment,
    Benefit,
    BenefitTrace,
    Eligibility,
    EligibilityCondition,
    HouseholdComposition,
    ReportLimit,
)

FOLDER = "benefits"
PURPOSE = "verification"
MONEY, FLAG, TEXT = "bigint", "boolean", "varchar"
SEAM = {
    "benefit_case": {
        "day": "date", "programme_code": TEXT, "parts_per_fen": MONEY, "is_income_complete": FLAG,
        "declared_income_fen": MONEY, "annual_spending_fen": MONEY, "annual_medical_fen": MONEY, "taper_month": MONEY,
        "previous_benefit_fen": MONEY, "probable_parts": MONEY, "unprovable_fen": MONEY,
        "is_rural": FLAG, "is_disregard_applied": FLAG, "is_wage_imputed": FLAG,
    },
    "benefit_member": {
        "age": MONEY, "wage_parts": MONEY, "other_parts": MONEY,
        "deductible_parts": MONEY, "new_wage_parts": MONEY, "is_severely_disabled": FLAG, "is_seriously_ill": FLAG,
        "is_disabled": FLAG,
        "is_tekun": FLAG, "is_jobless": FLAG, "care_level": MONEY, "facts": TEXT + "[]",
        "sex_code": TEXT, "labour_parts": MONEY, "declared_parts": MONEY, "stated_wage_parts": MONEY,
        "supporters": "struct(income_fen bigint, household_size bigint, supported_count bigint, agreed_fen bigint)[]",
    },
}  # fmt: skip
"""The two relations of the seam, beside what names them: what a household is, and who lives in it."""
LAID = ("supplement", "member_supplement", "imputed_wage", "member_floor", "assessed_member", "case_more",
        "case_support", "assessment", "dibao_class", "aid_tier")  # fmt: skip
"""What is laid over the seam before the programmes, in this order."""
LINE = dict.fromkeys(("programme_code", "step", "label", "operand", "parameter"), TEXT)
LINE["amount_parts"] = "decimal(28, 4)"
"""A step of an amount, beside its case_id."""
STEPS = {
    "scope": "benefits/inputs/scope.sql",
    "non_local_member": "eligibility/non_local_member.sql",
    "composition_hit": "eligibility/composition",
    "household_composition": "eligibility/household_composition.sql",
    "subject_member": "benefits/inputs/subject_member.sql",
    "person_income": "benefits/inputs/person_income.sql",
    "capability": "benefits/inputs/capability.sql",
    "person_deduction": "benefits/inputs/person_deduction.sql",
    "member_fact": "benefits/inputs/member_fact.sql",
    "taken_work": "benefits/inputs/taken_work.sql",
    "supporter": "benefits/inputs/supporter.sql",
    "benefit_member": "benefits/inputs/benefit_member.sql",
    "benefit_case": "benefits/inputs/benefit_case.sql",
}
MADE: dict[type[Table], str] = {
    HouseholdComposition: "eligibility/household_composition.sql",
    ReportLimit: "benefits/report_limit.sql",
    Assessment: "benefits/assessed_case.sql",
    Benefit: "benefits/told.sql",
    BenefitTrace: "benefits/line.sql",
    EligibilityCondition: "eligibility/eligibility_condition.sql",
    Eligibility: "eligibility/eligibility.sql",
}


def programme_rules(ws: Workspace) -> dict[str, Rule]:
    """Programme code -> the rule that writes the lines of its amount."""
    return {code: ws.rule(spec.file.replace(".toml", ".sql"), PURPOSE) for code, spec in ws.rulebook.benefits.items()}


def lay(ws: Workspace, con: duckdb.DuckDBPyConnection, programmes: Collection[str] | None = None) -> None:
    """Create `assessed_member`, `assessment`, `benefit_line` (a view) and `benefit` over what the connection holds.

    The connection speaks the words of the rules (`ws.session`) and holds `benefit_case` (case_id and columns of SEAM)
    and `benefit_member` (case_id, person_id and columns of SEAM); what is left out is NULL: plain fen, income
    complete, every programme, nothing known. Incomes are monthly, in fen x parts_per_fen; `facts` are `code` and
    `code=value`; `labour_parts` is what of the income is earned. `benefit` has case_id, programme_code and amount_fen
    (NULL: unknown). With `programmes`, no other is computed.
    """
    for name, columns in SEAM.items():
        con.sql(_none(columns) + " union all by name from " + name).create_view("every_" + name)
    for name in ("seam_case", "seam_member"):
        con.sql(ws.rule(f"{FOLDER}/{name}.sql", PURPOSE).sql).create_view(name)
    for name in LAID:
        con.sql(ws.rule(f"{FOLDER}/{name}.sql", PURPOSE).sql).create(name)
    asked = [r.sql for code, r in programme_rules(ws).items() if programmes is None or code in programmes]
    # a view: who only sums the lines does not make their words
    lines = ["select case_id from seam_case where false", _none(LINE), *(f"({sql}\n)" for sql in asked)]
    con.sql("\nunion all by name\n".join(lines)).create_view("benefit_line")
    con.sql(ws.rule(f"{FOLDER}/benefit.sql", PURPOSE).sql).create("benefit")


def _none(columns: Mapping[str, str]) -> str:
    return "select " + ", ".join(f"null::{kind} as {column}" for column, kind in columns.items()) + " where false"


def follow(ws: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    """Create `trace`, step by step, after `lay`; reads `report_limit` (report_id, limit_name, is_exceeded)."""
    for name in ("exceeded_limit", "trace"):
        con.sql(ws.rule(f"{FOLDER}/{name}.sql", PURPOSE).sql).create(name)


def benefits(ws: Workspace) -> list[Written]:
    """Make verified.household_composition, assessment, report_limit, benefit, benefit_trace and eligibility.

    Cases are reports (their own programme) and the households within `inputs/scope.sql` (every programme).
    """
    rules = {
        name: [ws.rule(file, PURPOSE)] if file.endswith(".sql") else composition_rules(ws)
        for name, file in STEPS.items()
    }
    last = {table: ws.rule(file, PURPOSE) for table, file in MADE.items()}
    every = [rule for group in rules.values() for rule in group] + list(last.values()) + judge_rules(ws)
    inputs = {key for rule in every for key in rule.inputs}
    with ws.session(*inputs, closed={name for rule in every for name in rule.closed}) as con:
        tell(con, {"composition_rule": composition_frame(ws)})
        for name, group in rules.items():
            con.sql(union(group)).create(name)
        lay(ws, con)
        con.sql(last[ReportLimit].sql).create(ReportLimit.name)
        follow(ws, con)
        judge(ws, con)
        laid = {HouseholdComposition, ReportLimit}
        return [
            ws.write(con, "from " + table.name if table in laid else rule.sql, table) for table, rule in last.items()
        ]
