"""Makes tiered.condition_hit: the conditions of circles, tags and alerts as rows, evaluated by one select."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from assets.tiered.standing import PURPOSE, Standing, signal_rules, steps
from assets.tiered.telling import tell, together, union
from assets.workspace import Workspace, Written
from rules.alerting import Block, Bound, Condition, ConditionSpec
from rules.files import RulebookError
from rules.parameters import Parameter
from rules.rulebook import Rulebook
from schemas.tiered import ConditionHit

Parameters = Mapping[str, Parameter]
CONDITION: dict[str, pl.DataType] = {
    "rule_kind": pl.String(), "rule_code": pl.String(), "about": pl.String(), "block_number": pl.Int32(),
    "clause_number": pl.Int32(), "mode": pl.String(), "scope": pl.String(), "is_needed": pl.Boolean(),
    "least_count": pl.Int32(), "signal_kind": pl.String(), "signal_code": pl.String(),
    "accepted": pl.List(pl.String()), "ending": pl.String(), "at_least": pl.Float64(), "above": pl.Float64(),
    "below": pl.Float64(), "as_of": pl.Date(), "begun_since": pl.Date(), "lasting_since": pl.Date(),
    "ends_by": pl.Date(), "ends_from": pl.Date(), "is_rural": pl.Boolean(),
}  # fmt: skip


def hits(ws: Workspace, shards: int = 1) -> Written:
    """Make tiered.condition_hit: the signals once, then the conditions, household by household."""
    signal = {"signal" if shards == 1 else "every_signal": signal_rules(ws)}
    made_first = steps(ws) | signal
    rule = ws.rule("tiers/condition_hit.sql", PURPOSE)
    inputs = {key for rules in made_first.values() for made in rules for key in made.inputs} | set(rule.inputs)
    closed = {name for rules in made_first.values() for made in rules for name in made.closed}
    parts = []
    with ws.session(*inputs, closed=closed) as con:
        tell(con, {"condition": condition_frame(ws, Standing(ws))})
        for name, rules in made_first.items():
            con.sql(union(rules)).create(name)
        if shards == 1:
            return ws.write(con, rule.sql, ConditionHit)
        for index in range(shards):
            con.table("every_signal").filter(f"hash(household_id) % {shards} = {index}").create_view("signal")
            parts.append(con.execute(rule.sql).to_arrow_table())
    return together(ws, ConditionHit, parts)


def condition_frame(ws: Workspace, standing: Standing) -> pl.DataFrame:
    """One row per condition and code it refers to; blocks and conditions that lack a source are left out.

    Raises:
        RulebookError: a condition names a parameter that does not exist or is not a number.
    """
    book = ws.rulebook
    specs = (*book.circles.values(), *book.tags.values(), *book.alerts.values())
    for spec in specs:
        _check_names(book, spec)
    rows = [
        row
        for spec in specs
        if not standing.of_rule(spec)
        for kind, number, block in spec.blocks()
        if not standing.of_block(block)
        for row in _rows(ws, standing, spec, kind, number, block)
    ]
    return pl.DataFrame(rows, schema=CONDITION)


def _check_names(book: Rulebook, spec: ConditionSpec) -> None:
    """A misspelt parameter is refused even where today's deliveries would leave its condition out."""
    bounds = (bound for *_, block in spec.blocks() for _, condition in block.conditions for bound in condition.bounds)
    for bound in bounds:
        if isinstance(bound, str) and bound not in book.parameters:
            raise RulebookError(spec.file, spec.code, f"没有参数 {bound}")


def _rows(
    ws: Workspace, standing: Standing, spec: ConditionSpec, kind: str, number: int, block: Block
) -> Iterator[dict[str, Any]]:
    for clause, (mode, condition) in enumerate(block.conditions, 1):
        if standing.of(condition) and (mode == "any" or not condition.is_needed):
            continue
        bounds = _of_both(ws.rulebook, ws.as_of, condition)
        for code in condition.codes:
            said = {
                "rule_kind": kind, "rule_code": spec.code, "about": spec.about, "block_number": number,
                "clause_number": clause, "mode": mode, "scope": condition.of, "is_needed": condition.is_needed,
                "least_count": condition.count, "signal_kind": condition.kind, "signal_code": code,
                "accepted": list(condition.values), "ending": condition.ending,
            }  # fmt: skip
            yield from (said | there for there in bounds)


def _of_both(book: Rulebook, as_of: datetime.date, condition: Condition) -> list[dict[str, Any]]:
    """The bounds of a condition; where those of villages differ, one row for each (`is_rural`; NULL: for everybody)."""
    town, village = (_bounds(parameters, as_of, condition) for parameters in (book.parameters, book.rural_parameters))
    if town == village:
        return [town | {"is_rural": None}]
    return [town | {"is_rural": False}, village | {"is_rural": True}]


def _bounds(parameters: Parameters, as_of: datetime.date, condition: Condition) -> dict[str, Any]:
    def number(bound: Bound | None) -> float | None:
        return None if bound is None else float(_resolved(parameters, as_of, bound))

    def days(bound: Bound | None) -> datetime.timedelta | None:
        return None if bound is None else datetime.timedelta(days=int(_resolved(parameters, as_of, bound)))

    within, ends, ended = (
        days(bound) for bound in (condition.within_days, condition.ends_within_days, condition.ended_within_days)
    )
    months = condition.lasting_months
    lasting = None if months is None else months_before(as_of, int(_resolved(parameters, as_of, months)))
    return {
        "at_least": number(condition.at_least), "above": number(condition.above), "below": number(condition.below),
        "as_of": as_of,
        "begun_since": None if within is None else as_of - within,
        "lasting_since": lasting,
        "ends_by": None if ends is None else as_of + ends,
        "ends_from": as_of if ended is None else as_of - ended,
    }  # fmt: skip


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier, or that month's last day where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = datetime.date(years + (month == 11), (month + 1) % 12 + 1, 1)
    return min(datetime.date(years, month + 1, 1) + datetime.timedelta(days=day.day - 1), following - _DAY)


_DAY = datetime.timedelta(days=1)


def _resolved(parameters: Parameters, as_of: datetime.date, bound: Bound) -> Decimal:
    """A bound as a number: itself, or the parameter of that name in force (money in fen)."""
    if isinstance(bound, int):
        return Decimal(bound)
    return parameters[bound].number_on(as_of)
