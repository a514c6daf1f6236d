"""The small tables of an amount that a bureau fills in: whose work is imputed a wage, paid in which class, aided at
which tier; each is checked against the parameters and facts that it names, and told to the rules."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import polars as pl

from rules.files import RulebookError, RuleFiles
from rules.specs import Spec, load_table

Row = dict[str, Any]
IMPUTED = "benefits/imputed_wages.toml"
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
    def parameters(self) -> tuple[str, ...]:
        """The parameters that it names."""
        return _named(self.amount, self.values, self.from_age, self.to_age)


def _named(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name is not None)


def load_imputed(files: RuleFiles, parameters: Collection[str], facts: Collection[str]) -> Mapping[str, ImputedSpec]:
    """Kind of member -> at how much work is imputed to it.

    Raises:
        RulebookError: a kind that names a parameter or a fact that is not there, or values without their fact.
    """
    specs = load_table(files, IMPUTED, ImputedSpec)
    for code, spec in specs.items():
        check_names(IMPUTED, code, spec.parameters, parameters, "参数")
        check_names(IMPUTED, code, _named(spec.fact), facts, "事实")
        if spec.values is not None and spec.fact is None:
            raise RulebookError(IMPUTED, code, "写了 values,还要写 fact: 是哪个事实的取值")
    return specs


def check_names(file: str, code: str, names: Iterable[str], known: Collection[str], what: str) -> None:
    """Every name is known.

    Raises:
        RulebookError: one is not; says which is nearest.
    """
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise RulebookError(file, code, f"没有{what} {name}{f',是不是 {near[0]}' if near else ''}")


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


def texts(rows: list[Row], *columns: str) -> pl.DataFrame:
    """A frame of words."""
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()))
