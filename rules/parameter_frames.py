"""Parameters as tables of `reference`: their history, what is in force, and the limits, tolerances and values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from rules.overlaid import RURAL
from rules.parameters import DatedValue, Parameter
from rules.rulebook import Rulebook

LARGEST_HOUSEHOLD = 20
NUMBER = pl.Decimal(18, 4)

_PARAMETER: dict[str, pl.DataType] = {
    "name": pl.String(), "label": pl.String(), "programme_code": pl.String(), "item": pl.String(),
    "kind": pl.String(), "unit": pl.String(), "valid_from": pl.Date(), "valid_to": pl.Date(), "value": NUMBER,
    "text_value": pl.String(), "shown": pl.String(), "basis": pl.String(), "status": pl.String(), "file": pl.String(),
}  # fmt: skip
_STEP: dict[str, pl.DataType] = {
    "name": pl.String(), "valid_from": pl.Date(), "valid_to": pl.Date(), "step_number": pl.Int32(), "value": NUMBER,
    "status": pl.String(),
}  # fmt: skip
_LIMIT: dict[str, pl.DataType] = {
    "programme_code": pl.String(), "name": pl.String(), "label": pl.String(), "item": pl.String(), "per": pl.String(),
    "admits": pl.String(), "household_size": pl.Int32(), "value": NUMBER, "unit": pl.String(), "status": pl.String(),
    "shown": pl.String(), "is_rural": pl.Boolean(),
}  # fmt: skip
_TOLERANCE: dict[str, pl.DataType] = {
    "programme_code": pl.String(), "name": pl.String(), "item": pl.String(), "share": NUMBER, "at_least": NUMBER,
    "status": pl.String(),
}  # fmt: skip
_VALUE: dict[str, pl.DataType] = {
    "programme_code": pl.String(), "name": pl.String(), "key": pl.String(), "value": NUMBER, "text_value": pl.String(),
    "status": pl.String(),
}  # fmt: skip

InForce = Sequence[tuple[Parameter, DatedValue | None]]
Row = dict[str, Any]


def parameter_frames(rulebook: Rulebook, as_of: datetime.date) -> dict[str, pl.DataFrame]:
    """The tables of `reference` that say what the parameters are; `residence_parameter` and `programme_limit` have a
    row for town and one for villages."""
    parameters = list(rulebook.parameters.values())
    in_force = _in_force(rulebook.parameters, as_of)
    places = ((False, rulebook.parameters), (True, rulebook.rural_parameters))
    return {
        "parameter": frame(_history(parameters), _PARAMETER),
        "residence_parameter": frame(
            (row | {"holds_in_villages": place} for place, there in places for row in _history(there.values())),
            _PARAMETER | {"holds_in_villages": pl.Boolean()},
        ),
        "parameter_in_force": frame((_row(p, v, None) for p, v in in_force if v is not None), _PARAMETER),
        "parameter_step": frame(_steps(parameters), _STEP),
        "programme_limit": frame(
            (row | {"is_rural": place} for place, there in places for row in _limits(_in_force(there, as_of))), _LIMIT
        ),
        "programme_tolerance": frame(_tolerances(in_force), _TOLERANCE),
        "programme_value": frame(_values(in_force), _VALUE),
    }


def frame(rows: Iterable[Row], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A table of these rows."""
    return pl.DataFrame(list(rows), schema=schema)


def _in_force(parameters: Mapping[str, Parameter], as_of: datetime.date) -> InForce:
    return [(parameter, parameter.on(as_of)) for parameter in parameters.values()]


def _history(parameters: Iterable[Parameter]) -> Iterable[Row]:
    for parameter in parameters:
        for value, until in parameter.spans():
            yield _row(parameter, value, until)


def _row(parameter: Parameter, value: DatedValue, until: datetime.date | None) -> Row:
    number = value.value if isinstance(value.value, Decimal) else None
    return {
        "name": parameter.name, "label": parameter.label, "programme_code": parameter.programme,
        "item": parameter.item, "kind": parameter.kind, "unit": parameter.unit, "valid_from": value.valid_from,
        "valid_to": until, "value": None if number is None else number * parameter.factor,
        "text_value": _text(value), "shown": value.shown(), "basis": value.basis, "status": value.status,
        "file": f"rules/{parameter.file}",
    }  # fmt: skip


def _steps(parameters: Iterable[Parameter]) -> Iterable[Row]:
    """One row per step of a plain value written `by_size`: the first, second … month or person."""
    for parameter in parameters:
        if parameter.kind == "value":
            for value, until in parameter.spans():
                for number, step in enumerate(value.by_size or (), 1):
                    yield {
                        "name": parameter.name, "valid_from": value.valid_from, "valid_to": until,
                        "step_number": number, "value": step * parameter.factor, "status": value.status,
                    }  # fmt: skip


def _text(value: DatedValue) -> str | None:
    if isinstance(value.value, tuple):
        return "、".join(value.value)
    if isinstance(value.value, bool):
        return str(value.value).lower()
    return value.value if isinstance(value.value, str) else None


def _limits(in_force: InForce) -> Iterable[Row]:
    """One row per limit and household size; absent limits give none (= not tested)."""
    for parameter, value in _tested(in_force):
        if parameter.kind != "limit" or value is None or value.absent:
            continue
        for size in range(1, LARGEST_HOUSEHOLD + 1):
            number = value.for_size(size)
            if number is not None:
                yield {
                    "programme_code": parameter.programme, "name": parameter.name, "label": parameter.label,
                    "item": parameter.item, "per": parameter.per, "admits": parameter.admits,
                    "household_size": size, "value": number * parameter.factor, "unit": parameter.unit,
                    "status": value.status, "shown": value.shown(),
                }  # fmt: skip


def _tested(in_force: InForce) -> InForce:
    """Without those of villages: `<name>_rural` stands in the place of its `<name>` there and is no second limit."""
    names = {parameter.name for parameter, _ in in_force}
    return [(p, v) for p, v in in_force if not (p.name.endswith(RURAL) and p.name.removesuffix(RURAL) in names)]


def _tolerances(in_force: InForce) -> Iterable[Row]:
    for parameter, value in _tested(in_force):
        if parameter.kind == "tolerance" and value is not None:
            yield {
                "programme_code": parameter.programme, "name": parameter.name, "item": parameter.item,
                "share": value.share or Decimal(0), "at_least": (value.at_least or Decimal(0)) * parameter.factor,
                "status": value.status,
            }  # fmt: skip


def _values(in_force: InForce) -> Iterable[Row]:
    """Plain values of one programme (window, exemption, formula switches) by their short key."""
    for parameter, value in in_force:
        if parameter.kind == "value" and parameter.programme and value is not None and not value.absent:
            number = value.value if isinstance(value.value, Decimal) else None
            yield {
                "programme_code": parameter.programme, "name": parameter.name,
                "key": parameter.name.split(".", 1)[1], "status": value.status,
                "value": None if number is None else number * parameter.factor, "text_value": _text(value),
            }  # fmt: skip
