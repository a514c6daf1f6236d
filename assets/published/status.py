"""Makes published.rule_status: of every rule, whether this batch lets it be computed, and what is missing."""

from __future__ import annotations

import polars as pl

from assets.tiered.standing import NOT_WRITTEN, Missing, Standing
from assets.workspace import Workspace, Written
from rules.alerting import TagSpec
from schemas.codes import code_lists
from schemas.published import RuleStatus


def rule_status(ws: Workspace) -> Written:
    """Make published.rule_status; a rule of the code list that nobody has written yet says so."""
    rows = [
        {"rule_kind": kind, "rule_code": code, "status": "not_computable" if missing else "computable",
         "missing": sorted(missing)}
        for (kind, code), missing in standings(ws).items()
    ]  # fmt: skip
    schema = {name: kind for name, kind in RuleStatus.polars_schema().items() if name != "batch"}
    return ws.write_frame(pl.DataFrame(rows, schema=schema), RuleStatus)


def standings(ws: Workspace) -> dict[tuple[str, str], Missing]:
    """(rule kind, rule code) -> what is missing; nothing where it can be computed."""
    book, standing = ws.rulebook, Standing(ws)
    found: dict[tuple[str, str], Missing] = {("fact", code): standing.of_fact(code) for code in book.facts}
    found |= {("item", code): standing.of_item(code) for code in book.items}
    found |= {("indicator", code): standing.of_indicator(code) for code in book.indicators}
    found |= {("circle", code): standing.of_rule(spec) for code, spec in book.circles.items()}
    found |= {("tag", code): _waiting(standing, spec) for code, spec in book.tags.items()}
    found |= {("alert", code): standing.of_rule(spec) for code, spec in book.alerts.items()}
    lists = code_lists(ws.bureau)
    for kind, name in (("indicator", "indicator"), ("circle", "circle"), ("tag", "tag"), ("alert", "alert_rule")):
        for code in lists[name]:
            if code != "none":
                found.setdefault((kind, code), (NOT_WRITTEN,))
    return found


def _waiting(standing: Standing, spec: TagSpec) -> Missing:
    if not spec.waits_for:
        return standing.of_rule(spec)
    return tuple(name for name in spec.waits_for if not standing.is_delivered(name)) or (NOT_WRITTEN,)
