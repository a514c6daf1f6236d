"""Verification reports: cases, members, permissions, evidence, items, conclusions and rates, from their rule files."""

from __future__ import annotations

from itertools import takewhile

from assets.verified.evidence import PURPOSE, SHARED, item_rules, person_evidence
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
from schemas.verified_reports import (
    Counterfactual,
    LineReply,
    RateSubject,
    ReportDeclared,
    ReportDoubt,
    ReportIncome,
    ReportObjection,
    ReportPerson,
    ReportTotal,
    ReportValue,
    SourceReply,
    Turnaround,
)

RULES: dict[type[Table], str | None] = {
    ReportCase: "verification/report_case.sql",
    ReportObjection: "verification/report_objection.sql",
    ReportDeclared: "verification/report_declared.sql",
    ReportMember: "verification/report_member.sql",
    Permission: "verification/permission.sql",
    PersonEvidence: None,
    IncomeMonth: "verification/income_month.sql",
    HouseholdIncome: "verification/household_income.sql",
    SourceReply: "verification/source_reply.sql",
    ReportDoubt: "verification/report_doubt.sql",
    Evidence: "verification/evidence.sql",
    ReportAmount: "verification/report_amount.sql",
    ReportPerson: "verification/report_person.sql",
    ReportIncome: "verification/report_income.sql",
    ReportTotal: "verification/report_total.sql",
    ReportValue: "verification/report_value.sql",
    ReportItem: "verification/report_item.sql",
    Report: "verification/report.sql",
    Counterfactual: "verification/counterfactual.sql",
    RateSubject: "verification/rate_subject.sql",
    ProgrammeRate: "verification/programme_rate.sql",
    Turnaround: "verification/turnaround.sql",
    LineReply: "verification/line_reply.sql",
    PublishedRate: "verification/published_rate_check.sql",
    AidOverlap: "verification/aid_overlap.sql",
}
"""Tables in the order in which they are made; None: every item's own SQL, then the rule that all items share."""
BEFORE = tuple(takewhile(lambda table: table is not Report, RULES))
"""Made before the benefit amounts, which read them."""
AFTER = tuple(table for table in RULES if table not in BEFORE)
"""Reports and what is counted of them: they read the amounts."""


def files(table: type[Table]) -> tuple[str, ...]:
    """The rule files and folders that make a table of `RULES`."""
    file = RULES[table]
    return ("verification/items", SHARED) if file is None else (file,)


def rules(ws: Workspace, table: type[Table]) -> list[Rule]:
    """The rule files that make a table of `RULES`, each checked against its purpose."""
    file = RULES[table]
    return item_rules(ws) if file is None else [ws.rule(file, PURPOSE)]


def make(ws: Workspace, table: type[Table], shards: int = 1) -> Written:
    """Make one table of `RULES`."""
    if RULES[table] is None:
        return person_evidence(ws, shards)
    return ws.make(table, *rules(ws, table), shards=shards)
