"""Makes published.alert: what the rules find, merged with the batch before, numbered by key, dated and worded."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from assets.tiered.standing import PURPOSE, Standing, searches, steps
from assets.tiered.telling import previous_frame, tell, union
from assets.workspace import Workspace, Written
from rules.calendar import add_working_days
from rules.explain import compiled, literal
from schemas.published import Alert

LIFECYCLE = "alerts/lifecycle"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 11
LEVELS = ("blue", "yellow", "orange", "red")


def alerts(ws: Workspace, previous: Path | None = None) -> Written:
    """Make published.alert; `previous` is the table of the last published batch before this one."""
    standing = Standing(ws)
    made_first = steps(ws) | {
        "finding": [ws.rule(f"{LIFECYCLE}/finding.sql", PURPOSE), *searches(ws, standing)],
        "raised": [ws.rule(f"{LIFECYCLE}/raised.sql", PURPOSE)],
    }
    last = ws.rule(f"{LIFECYCLE}/alert.sql", PURPOSE)
    inputs = {key for rules in made_first.values() for rule in rules for key in rule.inputs} | set(last.inputs)
    closed = {name for rules in made_first.values() for rule in rules for name in rule.closed}
    with ws.session(*inputs, closed=closed) as con:
        tell(con, rule_frames(ws, standing) | {"previous_alert": previous_frame(previous, Alert)})
        for name, rules in made_first.items():
            con.sql(union(rules)).create(name)
        con.sql(worded(ws)).create("wording")
        episodes = con.execute("select episode from raised where alert_id is null order by episode").pl()
        tell(con, {"alert_number": numbers(ws.key, episodes["episode"])})
        return ws.write(con, last.sql, Alert)


def worded(ws: Workspace) -> str:
    """One select over `raised`: every template of the alert rules compiled to the sentence of its episode."""
    specs = ws.rulebook.alerts.values()
    templates = sorted({text for s in specs for text in s.sentences})
    cases = "\n".join(f"    when {literal(template)} then {compiled(template, 'r')}" for template in templates)
    return "select r.episode, case r.template\n" + cases + "\n  end as sentence\nfrom raised as r"


def rule_frames(ws: Workspace, standing: Standing) -> dict[str, pl.DataFrame]:
    """What the alert rules say, as tables: alert_rule, alert_block, level (severity, due date)."""
    specs = ws.rulebook.alerts.values()
    text, flag, count = pl.String(), pl.Boolean(), pl.Int32()
    return {
        "alert_rule": pl.DataFrame(
            [
                {"rule_code": s.rule, "direction": s.direction, "level": s.level, "disposition": s.disposition,
                 "is_event": s.is_event, "is_computable": not standing.of_rule(s), "sentence": s.sentence,
                 "suggested_action": s.suggested_action}
                for s in specs
            ],
            schema={"rule_code": text, "direction": text, "level": text, "disposition": text, "is_event": flag,
                    "is_computable": flag, "sentence": text, "suggested_action": text},
        ),
        "alert_block": pl.DataFrame(
            [
                {"rule_code": s.rule, "block_number": number, "level": block.level, "disposition": block.disposition,
                 "sentence": block.sentence}
                for s in specs
                for number, block in enumerate(s.when, 1)
            ],
            schema={"rule_code": text, "block_number": count, "level": text, "disposition": text, "sentence": text},
        ),
        "level": pl.DataFrame(
            [
                {"level": level, "severity": severity, "due_date": add_working_days(ws.rulebook.files, ws.as_of, days)}
                for severity, level in enumerate(LEVELS, 1)
                for days in [int(ws.rulebook.parameters[f"alert_deadline_{level}"].number_on(ws.as_of))]
            ],
            schema={"level": text, "severity": count, "due_date": pl.Date()},
        ),
    }  # fmt: skip


def numbers(key: bytes, episodes: Iterable[str]) -> pl.DataFrame:
    """episode -> alert_id: 'A' and 55 bits of a keyed hash in Crockford's base 32, sayable and without I, L, O, U."""
    rows = [{"episode": episode, "alert_id": number(key, episode)} for episode in episodes]
    return pl.DataFrame(rows, schema={"episode": pl.String(), "alert_id": pl.String()})


def number(key: bytes, episode: str) -> str:
    """The number of one episode of an alert (rule, household, person, first raised)."""
    digest = int.from_bytes(hmac.new(key, b"alert|" + episode.encode(), hashlib.sha256).digest(), "big")
    return "A" + "".join(CROCKFORD[digest >> 5 * place & 31] for place in range(NUMBER_LENGTH))
