"""Statistics: what was paid to how many, against the year before; what visits said of each alert rule."""

from __future__ import annotations

from assets.workspace import Workspace, Written
from schemas.published import CaseloadStatistics, RuleFeedback

CASELOAD = "publication/caseload_statistics.sql"
FEEDBACK = "publication/rule_feedback.sql"
PURPOSE = "screening"


def caseload(ws: Workspace) -> Written:
    """Make published.caseload_statistics; empty where no payments were delivered."""
    return ws.make(CaseloadStatistics, ws.rule(CASELOAD, PURPOSE))


def feedback(ws: Workspace) -> Written:
    """Make published.rule_feedback; empty where no visits came back."""
    return ws.make(RuleFeedback, ws.rule(FEEDBACK, PURPOSE))
