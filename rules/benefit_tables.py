"""The small tables of an amount that a bureau fills in: whose work is imputed a wage, paid in which class, aided at
which tier; each is checked against the parameters and facts that it names, and told to the rules."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any, Literal, TypeVar

import polars as pl
from pydantic import Field, ValidationError

from rules.files import RulebookError, RuleFiles
from rules.parameters import Parameter
from rules.specs import Spec
from schemas.faults import entry_fault

Row = dict[str, Any]
Parameters = Mapping[str, Parameter]
CLASSES = "benefits/dibao_classes.toml"
IMPUTED = "benefits/imputed_wages.toml"
TIERS = "benefits/aid_tiers.toml"
SEX_CODES = {"男": "1", "女": "2"}


class ImputedSpec(Spec):
    """One kind of member whose work is counted at a sum: by a fact, by sex, by age."""

    label: str
    fact: str | None = None
    values: str | None = None
    sex: Literal["男", "女"] | None = None
    from_age: str | None = None
    to_age: str | None = None
    amount: str

    @property
    def sums(self) -> tuple[str, ...]:
        """The parameters without which it is worth nothing."""
        return (self.amount,)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that it names."""
        return _named(self.amount, self.values, self.from_age, self.to_age)

    @property
    def money(self) -> tuple[str, ...]:
        """Those of them that are sums of money."""
        return (self.amount,)

    @property
    def finding(self) -> str | None:
        """What does not go together, for the person who wrote it."""
        return "写了 values,还要写 fact: 是哪个事实的取值" if self.values is not None and self.fact is None else None


class ClassSpec(Spec):
    """One class in which dibao is paid at a fixed sum: by income a head, by who can work, by a fact."""

    label: str
    below: str | None = None
    up_to: str | None = None
    able: Literal["some", "none"] | None = None
    fact: str | None = None
    amount: str
    per: Literal["person", "household"] = "person"

    @property
    def sums(self) -> tuple[str, ...]:
        """The parameters without which it is worth nothing."""
        return (self.amount,)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that it names."""
        return self.money

    @property
    def money(self) -> tuple[str, ...]:
        """Those of them that are sums of money."""
        return _named(self.amount, self.below, self.up_to)

    @property
    def finding(self) -> str | None:
        """What does not go together, for the person who wrote it."""
        both = self.below is not None and self.up_to is not None
        return "below(低于)与 up_to(不超过)只写一个" if both else None


class TierSpec(Spec):
    """One tier of temporary aid, or of aid for spending: by kind of family, fact or spending; what it is worth."""

    programme: Literal["temporary_aid", "illness_expenditure_poverty"]
    label: str
    family: Literal["dibao", "dibao_marginal", "other"] | None = None
    fact: str | None = None
    spending: Literal["medical", "all"] = "all"
    above: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    left_below: str | None = None
    """What is left of a month's income a head, after a twelfth of the spending, is less than this."""
    months: str | None = None
    amount: str | None = None
    share: str | None = None
    most: str | None = None
    adds: bool = False
    """Added to what else is reached, as one step of several; otherwise only the best of what is reached counts."""
    per: Literal["person", "household"] = "person"

    @property
    def sums(self) -> tuple[str, ...]:
        """The parameters of which one at least says what it is worth."""
        return _named(self.months, self.amount, self.share)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that it names."""
        return (*self.money, *_named(self.months, self.share))

    @property
    def money(self) -> tuple[str, ...]:
        """Those of them that are sums of money."""
        return _named(self.above, self.from_, self.to, self.left_below, self.amount, self.most)

    @property
    def finding(self) -> str | None:
        """What does not go together, for the person who wrote it."""
        if self.above is not None and self.from_ is not None:
            return "above(超过)与 from(达到)只写一个"
        if self.months is None and self.amount is None and self.share is None:
            return "没有写金额: months、amount、share 至少一项"
        if self.share is not None and self.above is None and self.from_ is None:
            return "share 是超出部分的几成,还要写 above 或 from"
        return None


def _named(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name is not None)


Entry = TypeVar("Entry", ImputedSpec, ClassSpec, TierSpec)


def load_entries(
    files: RuleFiles, file: str, model: type[Entry], parameters: Parameters, facts: Collection[str]
) -> Mapping[str, Entry]:
    """The entries of one of the tables, in its order.

    Raises:
        RulebookError: an unknown or missing key, a parameter or a fact that is not there, a sum that is not money (or
            money that is no sum), parts that do not go together. In Chinese, for the person who wrote it.
    """
    found: dict[str, Entry] = {}
    for code, entry in files.toml(file).items():
        if not isinstance(entry, dict):
            raise RulebookError(file, code, f"写成一段: [{code}]")
        try:
            spec = found[code] = model.model_validate({**entry, "code": code, "file": file})
        except ValidationError as error:
            raise RulebookError(file, code, entry_fault(error, model, ("code", "file"))) from None
        _check_named(spec, parameters, facts)
        if spec.finding is not None:
            raise RulebookError(file, code, spec.finding)
    return found


def _check_named(spec: ImputedSpec | ClassSpec | TierSpec, parameters: Parameters, facts: Collection[str]) -> None:
    for names, known, what in ((spec.parameters, parameters, "参数"), (_named(spec.fact), facts, "事实")):
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                told = f"没有{what} {name}{f',是不是 {near[0]}' if near else ''}"
                raise RulebookError(spec.file, spec.code, told)
    for name in spec.parameters:
        if parameters[name].is_money != (name in spec.money):
            told = "的单位以 元 开头" if name in spec.money else "不是金额,单位不以 元 开头"
            raise RulebookError(spec.file, spec.code, f"{name} {told}(现在是 {parameters[name].unit})")


def imputed_frame(specs: Mapping[str, ImputedSpec]) -> pl.DataFrame:
    """reference.imputed_wage: kind_code, label, fact_code, sex_code and the parameters named."""
    rows = [
        {"kind_code": code, "label": s.label, "fact_code": s.fact,
         "sex_code": None if s.sex is None else SEX_CODES[s.sex], "values_parameter": s.values,
         "from_age_parameter": s.from_age, "to_age_parameter": s.to_age, "amount_parameter": s.amount}
        for code, s in specs.items()
    ]  # fmt: skip
    return texts(rows, "kind_code", "label", "fact_code", "sex_code", "values_parameter", "from_age_parameter",
                 "to_age_parameter", "amount_parameter")  # fmt: skip


def class_frame(specs: Mapping[str, ClassSpec]) -> pl.DataFrame:
    """reference.dibao_class: place (1 is tried first), label, below, up_to, able, fact_code, amount, per."""
    rows = [
        {"label": s.label, "able": s.able, "fact_code": s.fact, "per": s.per, "below_parameter": s.below,
         "up_to_parameter": s.up_to, "amount_parameter": s.amount}
        for s in specs.values()
    ]  # fmt: skip
    frame = texts(rows, "label", "able", "fact_code", "per", "below_parameter", "up_to_parameter", "amount_parameter")
    return frame.with_row_index("place", 1)


def tier_frame(specs: Mapping[str, TierSpec]) -> pl.DataFrame:
    """reference.aid_tier: place, programme, family, fact, per, is_medical, is_added and the parameters named."""
    named = ("above", "to", "left_below", "months", "amount", "share", "most")
    rows = [
        {"programme_code": s.programme, "label": s.label, "family": s.family, "fact_code": s.fact, "per": s.per,
         "spending": s.spending, "adds": str(s.adds), "from_parameter": s.from_}
        | {f"{name}_parameter": getattr(s, name) for name in named}
        for s in specs.values()
    ]  # fmt: skip
    columns = ("programme_code", "label", "family", "fact_code", "per", "spending", "adds", "from_parameter")
    frame = texts(rows, *columns, *(f"{name}_parameter" for name in named)).with_row_index("place", 1)
    return frame.with_columns(
        (pl.col("spending") == "medical").alias("is_medical"), (pl.col("adds") == "True").alias("is_added")
    ).drop("spending", "adds")


def texts(rows: list[Row], *columns: str) -> pl.DataFrame:
    """A frame of words."""
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()))
