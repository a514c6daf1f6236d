"""Dated parameters: a value, from when, on what basis, and how well that basis is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from rules.files import RulebookError, RuleFiles
from rules.overlaid import OPTIONS, RURAL, check_replacement, check_words
from schemas.faults import entry_fault

Status = Literal["documented", "sourced", "proposal", "unverified"]
STATUSES: tuple[Status, ...] = ("documented", "sourced", "proposal", "unverified")
Date = datetime.date
DAY = datetime.timedelta(days=1)


class DatedValue(BaseModel):
    """One value from one day on: one of `is`, `by_size`, `of` with `times` or `times_by_size`, `share` with
    `at_least`, `absent`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    valid_from: Annotated[Date, Field(alias="from")]
    until: Date | None = None
    value: Annotated[Decimal | str | bool | tuple[str, ...] | None, Field(alias="is")] = None
    by_size: tuple[Decimal, ...] | None = None
    of: str | None = None
    times: Decimal | None = None
    times_by_size: tuple[Decimal, ...] | None = None
    share: Decimal | None = None
    at_least: Decimal | None = None
    absent: bool = False
    basis: Annotated[str, Field(min_length=2)]
    status: Status

    @field_validator("value", mode="before")
    @classmethod
    def _number_as_written(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return tuple(value) if isinstance(value, list) else value
        return Decimal(str(value))

    @field_validator("by_size", "share", "at_least", "times", "times_by_size", mode="before")
    @classmethod
    def _decimals_as_written(cls, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(Decimal(str(item)) for item in value)
        return value if value is None else Decimal(str(value))

    @model_validator(mode="after")
    def _one_meaning(self) -> DatedValue:
        meanings = [
            self.value is not None, self.by_size is not None,
            self.share is not None or self.at_least is not None, self.of is not None, self.absent,
        ]  # fmt: skip
        if sum(meanings) != 1:
            raise ValueError("取值只写一种: is、by_size、of(与 times)、share 与 at_least、absent = true")
        if self.by_size == () or self.times_by_size == ():
            raise ValueError("by_size 或 times_by_size 是空的,至少写一个数")
        if (self.times is not None or self.times_by_size is not None) and self.of is None:
            raise ValueError("写了 times,还要写是谁的倍数: of = 参数名")
        if self.times is not None and self.times_by_size is not None:
            raise ValueError("times 与 times_by_size 只写一个")
        return self

    def for_size(self, size: int) -> Decimal | None:
        """The number for a household of `size` persons (by_size: 1, 2, 3 … and the last for all larger ones)."""
        if self.by_size is not None:
            return self.by_size[min(size, len(self.by_size)) - 1]
        return self.value if isinstance(self.value, Decimal) else None

    def shown(self) -> str:
        """The value as one line for people."""
        if self.absent:
            return "不设"
        if self.by_size is not None:
            last = len(self.by_size)
            return "、".join(
                f"{size}人{'及以上' if size == last and last > 1 else ''} {_plain(number)}"
                for size, number in enumerate(self.by_size, 1)
            )
        if self.value is None:
            return f"max({_plain((self.share or Decimal(0)) * 100)}%, {_plain(self.at_least or Decimal(0))})"
        if isinstance(self.value, tuple):
            return "、".join(self.value) or "(空)"
        return _plain(self.value) if isinstance(self.value, Decimal) else str(self.value).lower()


class Parameter(BaseModel):
    """One named parameter with its whole history."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    file: str
    programme: str | None = None
    label: str
    unit: str
    item: str | None = None
    per: Literal["person", "household"] | None = None
    admits: Literal["below", "up_to"] | None = None
    note: str | None = None
    values: tuple[DatedValue, ...] = Field(min_length=1)

    @property
    def kind(self) -> Literal["limit", "tolerance", "value"]:
        if self.admits is not None:
            return "limit"
        return "tolerance" if any(v.share is not None or v.at_least is not None for v in self.values) else "value"

    @property
    def is_money(self) -> bool:
        """Units in yuan are kept in fen once loaded."""
        return self.unit.startswith("元")

    @model_validator(mode="after")
    def _whole(self) -> Parameter:
        if (self.admits is None) != (self.per is None):
            raise ValueError("限额要同时写 per 与 admits")
        if self.admits is not None and self.item is None:
            raise ValueError("限额还要写 item: 限的是哪一项")
        for before, after in zip(self.values, self.values[1:], strict=False):
            if after.valid_from <= before.valid_from:
                raise ValueError(f"日期要由早到晚: {before.valid_from} 之后写了 {after.valid_from}")
            if before.until is not None and before.until + DAY < after.valid_from:
                raise ValueError(f"日期有空档: {before.until + DAY} 起没有取值")
            if before.until is not None and before.until >= after.valid_from:
                raise ValueError(f"日期重叠: {before.until} 伸进了 {after.valid_from} 起的一行")
        return self

    def spans(self) -> Iterable[tuple[DatedValue, Date | None]]:
        """Every value with the last day on which it is in force (None: still)."""
        for position, value in enumerate(self.values):
            later = self.values[position + 1 : position + 2]
            yield value, later[0].valid_from - DAY if later else value.until

    def on(self, day: Date) -> DatedValue | None:
        """The value in force on a day, or None before the first and after a closed last one."""
        for value, until in self.spans():
            if value.valid_from <= day and (until is None or day <= until):
                return value
        return None

    def number_on(self, day: Date) -> Decimal:
        """The number in force on a day, money in fen.

        Raises:
            RulebookError: nothing is in force, it is not a number, or it depends on the size of the household.
        """
        value = self.on(day)
        if value is None or not isinstance(value.value, Decimal):
            raise RulebookError(self.file, self.name, f"{day} 没有生效的数: values 里写一行 is = 数,from 不晚于这一天")
        return value.value * self.factor

    @cached_property
    def factor(self) -> int:
        return 100 if self.is_money else 1


def _resolved(parameter: Parameter, known: Mapping[str, Parameter], above: tuple[str, ...] = ()) -> Parameter:
    """A parameter whose `of` values are replaced by the dated values they are multiples of."""
    if all(value.of is None for value in parameter.values):
        return parameter
    values: list[DatedValue] = []
    for value, until in parameter.spans():
        if value.of is None:
            values.append(value)
            continue
        if value.of not in known:
            raise RulebookError(parameter.file, parameter.name, f"of = {value.of}: 没有这个参数")
        if value.of in above:
            raise RulebookError(parameter.file, parameter.name, f"of = {value.of}: 绕成了圈")
        base = _resolved(known[value.of], known, (*above, parameter.name))
        for source, last in base.spans():
            start = max(source.valid_from, value.valid_from)
            if (until is not None and start > until) or (last is not None and last < value.valid_from):
                continue
            if not isinstance(source.value, Decimal):
                raise RulebookError(parameter.file, parameter.name, f"of = {value.of}: 它不是一个数")
            number = source.value
            many: dict[str, Any] = {"is": number * (Decimal(1) if value.times is None else value.times)}
            if value.times_by_size is not None:
                many = {"by_size": [number * times for times in value.times_by_size]}
            values.append(
                DatedValue.model_validate(
                    {"from": start, **many,
                     "basis": f"{value.basis}({source.basis})",
                     "status": max(value.status, source.status, key=STATUSES.index)}
                )
            )  # fmt: skip
    if not values:
        raise RulebookError(parameter.file, parameter.name, "of 所指的参数在这段时间里没有取值")
    return parameter.model_copy(update={"values": tuple(values)})


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def load_parameters(files: RuleFiles) -> Mapping[str, Parameter]:
    """All parameters in force by name; those of parameters/programmes/<code>.toml are named `<code>.<key>`.

    Values that are multiples of another parameter's are still written so: see `resolved`.

    Raises:
        RulebookError: unknown keys, dates that do not rise, overlap or leave a hole, a value without a basis, a word no
            rule knows, a bureau's entry of another kind than what it replaces.
    """
    found: dict[str, Parameter] = {}
    options = files.toml(OPTIONS)
    for relative in files.list("parameters", ".toml"):
        stem = relative.rsplit("/", 1)[-1].removesuffix(".toml")
        programme = stem if "/programmes/" in relative else None
        for key, entry in files.toml(relative).items():
            name = f"{programme}.{key}" if programme else key
            if not isinstance(entry, dict):
                raise RulebookError(relative, key, f"要写成一段: [{key}],有 label、unit、values")
            if name in found and found[name].file != relative:
                raise RulebookError(relative, key, f"rules/{found[name].file} 已有这个参数;要换,写在那个文件名下")
            found[name] = _written(entry, name, relative, programme)
            check_words(found[name], options)
    if files.is_laid_over:
        _check_replacements(found, load_parameters(files.beneath()))
    return found


def _written(entry: Mapping[str, Any], name: str, relative: str, programme: str | None) -> Parameter:
    try:
        return Parameter.model_validate({**entry, "name": name, "file": relative, "programme": programme})
    except ValidationError as error:
        raise RulebookError(relative, name, entry_fault(error, Parameter, ("name", "file", "programme"))) from None


def _check_replacements(found: Mapping[str, Parameter], shipped: Mapping[str, Parameter]) -> None:
    for name, parameter in found.items():
        before = shipped.get(name, shipped.get(name.removesuffix(RURAL)))
        if before is not None:
            check_replacement(parameter, before)


def resolved(parameters: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
    """Parameters with every `of` value replaced by the dated numbers it stands for.

    Raises:
        RulebookError: a base that does not exist, is no number, or leads round in a circle.
    """
    return {name: _resolved(parameter, parameters) for name, parameter in parameters.items()}


def rural(parameters: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
    """Every parameter as it is for a rural household: `<name>_rural` where there is one, also behind an `of`.

    So a county that writes its rural dibao standard has written its rural lines and supplements, too.

    Raises:
        RulebookError: as `resolved`.
    """
    town = resolved(parameters)  # what a rural parameter is a multiple of, it names as it stands
    there = {name: town.get(name + RURAL, parameter) for name, parameter in parameters.items()}
    return resolved({name: parameter.model_copy(update={"name": name}) for name, parameter in there.items()})
