"""What if a parameter had another value from a day on: reads it from a word, lays it over the dated history."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from rules.parameters import DAY, DatedValue, Parameter
from schemas.faults import entry_fault

BASIS = "设想,仅供测算"
NOT_SET = ("不设", "absent")
NEAREST = 3


class CannotSuppose(ValueError):
    """The supposition makes no sense. One sentence for the person who asked."""


@dataclass(frozen=True)
class Supposition:
    """One parameter with another value from a day on."""

    name: str
    value: DatedValue

    def over(self, parameter: Parameter) -> Parameter:
        """The parameter with this value laid over its history: what begins later than the day is replaced as well."""
        start = self.value.valid_from
        kept: list[DatedValue] = []
        for value, until in parameter.spans():
            if value.valid_from < start:
                ends = until is not None and until < start
                kept.append(value if ends else value.model_copy(update={"until": start - DAY}))
        return parameter.model_copy(update={"values": (*kept, self.value)})


@dataclass(frozen=True)
class Replaced:
    """One parameter with another whole history (None: there is none any more)."""

    name: str
    parameter: Parameter | None


def laid_over(
    parameters: Mapping[str, Parameter], supposed: Iterable[Supposition | Replaced]
) -> Mapping[str, Parameter]:
    """Parameters, as written and not yet resolved, with suppositions laid over them."""
    changed: dict[str, Parameter | None] = dict(parameters)
    for one in supposed:
        changed[one.name] = one.over(parameters[one.name]) if isinstance(one, Supposition) else one.parameter
    return {name: parameter for name, parameter in changed.items() if parameter is not None}


def read_supposition(
    word: str, parameters: Mapping[str, Parameter], as_of: datetime.date, start: datetime.date | None = None
) -> Supposition:
    """`name=value` as a supposition about parameters; it holds from `start`, else from where the value in force does.

    A value is written as people write it: 1070 · 不设 · 33000,33000,30000 by household size · 5%,50 a tolerance ·
    2*dibao_standard a multiple · a、b a list · yes.

    Raises:
        CannotSuppose: no such parameter, not a value of its kind, or a day before the first or after `as_of`.
    """
    name, equals, text = (part.strip() for part in word.partition("="))
    if not equals or not text:
        raise CannotSuppose(f"{word}: 请写成 参数=取值,如 dibao_standard=1070")
    if name not in parameters:
        near = get_close_matches(name, parameters, NEAREST, 0.4)
        raise CannotSuppose(f"没有参数 {name}" + (f";相近的有 {'、'.join(near)}" if near else ""))
    parameter = parameters[name]
    first = parameter.values[0].valid_from
    if start is not None and start < first:
        raise CannotSuppose(f"{name} 自 {first} 才有取值,不能从 {start} 起设想")
    if start is not None and start > as_of:
        raise CannotSuppose(f"设想自 {start} 起,晚于截至日 {as_of},不会有变化")
    in_force = parameter.on(as_of)
    meaning = _meaning(parameter, in_force or parameter.values[-1], text, parameters)
    begins = start or (in_force.valid_from if in_force else first)
    try:
        value = DatedValue.model_validate({"from": begins, "basis": BASIS, "status": "proposal", **meaning})
    except ValidationError as error:
        raise CannotSuppose(f"{name}={text}: {entry_fault(error, DatedValue)}") from None
    return Supposition(name, value)


def _meaning(parameter: Parameter, known: DatedValue, text: str, all_known: Mapping[str, Parameter]) -> dict[str, Any]:
    """The keys of a dated value that a text stands for."""
    name, unit = parameter.name, parameter.unit
    if text in NOT_SET:
        return {"absent": True}
    if parameter.kind == "tolerance":
        found = re.fullmatch(r"([\d.]+)%\s*[,,]\s*([\d.]+)", text)
        if not found:
            raise CannotSuppose(f"{name} 是容差,请写成 5%,50(申报额的 5% 与 50 {unit} 取大),不能是 {text}")
        return {"share": Decimal(found[1]) / 100, "at_least": Decimal(found[2])}
    if isinstance(known.value, bool):
        if text not in ("true", "false"):
            raise CannotSuppose(f"{name} 只能是 true 或 false,不能是 {text}")
        return {"is": text == "true"}
    if isinstance(known.value, tuple):
        return {"is": [part.strip() for part in re.split("[、,,]", text) if part.strip()]}
    if isinstance(known.value, str):
        return {"is": text}
    multiple = re.fullmatch(r"([\d.]+)\s*[*x×]\s*([\w.]+)", text)
    if multiple:
        if multiple[2] not in all_known:
            raise CannotSuppose(f"没有参数 {multiple[2]}")
        return {"of": multiple[2], "times": _number(name, unit, multiple[1])}
    numbers = [_number(name, unit, part) for part in re.split("[,,]", text)]
    is_one = len(numbers) == 1 and not (known.by_size and parameter.kind == "value")
    return {"is": numbers[0]} if is_one else {"by_size": numbers}


def _number(name: str, unit: str, text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise CannotSuppose(f"{name} 的单位是 {unit},应为一个数,不能是 {text}")
    return number
