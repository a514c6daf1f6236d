"""Verification reports: cases, members, permissions, evidence, items, conclusions and rates, from their rule files."""

from __future__ import annotations

from itertools import takewhile

from assets.workspace import Workspace, Written
from rules.engine import Rule
from schemas.table import Table
from schemas.verified import (
    Evidence,
    HouseholdIncome,
    IncomeMonth,
    Permission,
    PersonEvidence,
    ProgrammeRate,
    PublishedRate,
    Report,
    ReportAmount,
    ReportCase,
    ReportItem,
    ReportMember,
)
from schemas.verified_amounts import AidOverlap

PURPOSE = "verification"
RULES: dict[type[Table], str | None] = {
    ReportCase: "verification/report_case.sql",
    ReportMember: "verification/report_member.sql",
    Permission: "verification/permission.sql",
    PersonEvidence: None,
    IncomeMonth: "verification/income_month.sql",
    HouseholdIncome: "verification/household_income.sql",
    Evidence: "verification/evidence.sql",
    ReportAmount: "verification/report_amount.sql",
    ReportItem: "verification/report_item.sql",
    Report: "verification/report.sql",
    ProgrammeRate: "verification/programme_rate.sql",
    PublishedRate: "verification/published_rate_check.sql",
    AidOverlap: "verification/aid_overlap.sql",
}
"""Tables in the order in which they are made; None: every item's own SQL together."""
BEFORE = tuple(takewhile(lambda table: table is not Report, RULES))
"""Made before the benefit amounts, which read them."""
AFTER = tuple(table for table in RULES if table not in BEFORE)
"""Reports and what is counted of them: they read the amounts."""


def rules(ws: Workspace, table: type[Table]) -> list[Rule]:
    """The rule files that make a table of `RULES`, each checked against its purpose."""
    file = RULES[table]
    if file is not None:
        return [ws.rule(file, PURPOSE)]
    return [ws.rule(item.file.replace(".toml", ".sql"), item.purpose) for item in ws.rulebook.items.values()]


def make(ws: Workspace, table: type[Table], shards: int = 1) -> Written:
    """Make one table of `RULES`."""
    return ws.make(table, *rules(ws, table), shards=shards)
