"""Makes published.rule_status: of every rule, whether this batch lets it be computed, and what is missing."""

from __future__ import annotations

import polars as pl

from assets.tiered.standing import NOT_WRITTEN, Missing, Standing
from assets.workspace import Workspace, Written
from rules.alerting import TagSpec
from rules.status import RuleState
from schemas.codes import code_lists
from schemas.published import RuleStatus

LISTS = {"indicator": "indicator", "circle": "circle", "tag": "tag", "alert": "alert_rule"}
"""Rule kind -> the code list that promises its rules."""


def rule_status(ws: Workspace) -> Written:
    """Make published.rule_status; a rule of the code list that nobody has written yet says so.

    A rule that can be computed may still name what would complete it.
    """
    rows = [
        {"rule_kind": kind, "rule_code": code, "status": state.status, "missing": list(state.missing)}
        for (kind, code), state in standings(ws).items()
    ]
    schema = {name: kind for name, kind in RuleStatus.polars_schema().items() if name != "batch"}
    return ws.write_frame(pl.DataFrame(rows, schema=schema), RuleStatus)


def standings(ws: Workspace) -> dict[tuple[str, str], RuleState]:
    """(rule kind, rule code) -> whether it can be computed, and what is missing."""
    book, standing = ws.rulebook, Standing(ws)
    found = {("fact", code): state for code, state in standing.facts.items()}
    found |= {("item", code): standing.item(code) for code in book.items}
    found |= {("indicator", code): state for code, state in standing.indicators.items()}
    found |= {("circle", code): _state(standing.of_rule(spec)) for code, spec in book.circles.items()}
    found |= {("tag", code): _state(_waiting(standing, spec)) for code, spec in book.tags.items()}
    found |= {("alert", code): _state(standing.of_rule(spec)) for code, spec in book.alerts.items()}
    lists = code_lists(ws.bureau)
    for kind, name in LISTS.items():
        for code in lists[name]:
            if code != "none":
                found.setdefault((kind, code), _state((NOT_WRITTEN,)))
    return found


def _state(missing: Missing) -> RuleState:
    return RuleState("not_computable" if missing else "computable", missing)


def _waiting(standing: Standing, spec: TagSpec) -> Missing:
    if not spec.waits_for:
        return standing.of_rule(spec)
    return tuple(name for name in spec.waits_for if not standing.is_delivered(name)) or (NOT_WRITTEN,)
