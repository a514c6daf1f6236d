"""Caseload statistics: what was paid, to how many households and persons, against the year before."""

from __future__ import annotations

from assets.workspace import Workspace, Written
from schemas.published import CaseloadStatistics

RULE = "publication/caseload_statistics.sql"
PURPOSE = "screening"


def caseload(ws: Workspace) -> Written:
    """Make published.caseload_statistics; empty where no payments were delivered."""
    return ws.make(CaseloadStatistics, ws.rule(RULE, PURPOSE))
