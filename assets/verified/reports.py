"""Verification reports: cases, members, permissions, evidence, items, conclusions and rates, each from its rule file."""

from __future__ import annotations

from assets.workspace import Workspace, Written
from schemas.table import Table
from schemas.verified import (
    Evidence,
    HouseholdIncome,
    IncomeMonth,
    Permission,
    PersonEvidence,
    ProgrammeRate,
    Report,
    ReportAmount,
    ReportCase,
    ReportItem,
    ReportMember,
)

RULES: dict[type[Table], str] = {
    ReportCase: "verification/report_case.sql",
    ReportMember: "verification/report_member.sql",
    Permission: "verification/permission.sql",
    IncomeMonth: "verification/income_month.sql",
    HouseholdIncome: "verification/household_income.sql",
    Evidence: "verification/evidence.sql",
    ReportAmount: "verification/report_amount.sql",
    ReportItem: "verification/report_item.sql",
    Report: "verification/report.sql",
    ProgrammeRate: "verification/programme_rate.sql",
}


def make(ws: Workspace, table: type[Table], shards: int = 1) -> Written:
    """Make one table of `RULES`."""
    return ws.make(table, ws.rule(RULES[table], "verification"), shards=shards)


def person_evidence(ws: Workspace, shards: int = 1) -> Written:
    """Source rows of every verification item, person by person; each item's own SQL and purpose."""
    rules = [
        ws.rule(spec.file.replace(".toml", ".sql"), spec.purpose) for spec in ws.rulebook.items.values()
    ]
    return ws.make(PersonEvidence, *rules, shards=shards)
