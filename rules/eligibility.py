"""What the TOML of eligibility says: measures, and per programme the conditions that are judged over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from rules.explain import check
from rules.files import RulebookError, RuleFiles
from rules.parameters import Parameter
from rules.specs import Spec, load_folder, validated

Jurisdiction = Literal["any", "national", "shanghai"]
FOLDER = "eligibility"


class CompositionSpec(Spec):
    """Who belongs to the household: SQL finds the members a rule is about, this says whether they are counted."""

    label: str
    position: int
    jurisdiction: Jurisdiction
    is_counted: bool
    is_disputed: bool
    article: str
    sentence: str


class MeasureSpec(Spec):
    """One measure: SQL gives a lower and an upper bound per household or person; equal bounds are a known value."""

    label: str
    about: Literal["household", "person"]
    unit: Literal["fen", "count", "flag", "ratio", "area", "years"]


class Line(BaseModel):
    """One condition: a measure beside a limit, with its words; any one of an `alternative` is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    measure: str
    compare: Literal["limit", "below", "up_to", "at_least", "yes"]
    limit: str | None = None
    per: Literal["person", "household"] = "household"
    alternative: str | None = None
    jurisdiction: Jurisdiction = "any"
    is_gate: bool = False
    basis: str = Field(min_length=2)
    met: str
    not_met: str
    unknown: str

    @field_validator("met", "not_met", "unknown")
    @classmethod
    def _names_value_and_limit(cls, text: str) -> str:
        check(text, ("value", "limit"))
        return text


class EligibilitySpec(Spec):
    """One programme: whom it is about and its conditions."""

    label: str
    about: Literal["household", "person"]
    article: str
    note: str | None = None
    conditions: tuple[Line, ...] = Field(min_length=1)


def load_eligibility(
    files: RuleFiles, measures: Mapping[str, MeasureSpec], parameters: Mapping[str, Parameter]
) -> Mapping[str, EligibilitySpec]:
    """Programme code -> its conditions, each with a measure and a parameter that exist.

    Raises:
        RulebookError: unknown measure or parameter, a condition without a limit, two conditions of one code, or a
            programme about persons without a gate.
    """
    found: dict[str, EligibilitySpec] = {}
    for path in files.list(f"{FOLDER}/programmes", ".toml"):
        code = path.rsplit("/", 1)[-1].removesuffix(".toml")
        spec = validated(EligibilitySpec, path, code, files.toml(path))
        for line in spec.conditions:
            if line.measure not in measures:
                raise RulebookError(path, line.code, f"没有量 {line.measure}(eligibility/measures/ 里没有这个文件)")
            if (line.limit is None) != (line.compare == "yes"):
                raise RulebookError(path, line.code, "要写 limit;compare = \"yes\" 的不写")
            if line.limit is not None and line.limit not in parameters:
                raise RulebookError(path, line.code, f"没有参数 {line.limit}")
        if len({line.code for line in spec.conditions}) < len(spec.conditions):
            raise RulebookError(path, "conditions", "两个条件用了同一个 code")
        if (spec.about == "person") != any(line.is_gate for line in spec.conditions):
            raise RulebookError(path, "conditions", "about = \"person\" 的要有一个 is_gate = true 的条件,按户的不写")
        found[code] = spec
    return found


def load_measures(files: RuleFiles) -> Mapping[str, MeasureSpec]:
    return load_folder(files, f"{FOLDER}/measures", MeasureSpec)


def load_compositions(files: RuleFiles) -> Mapping[str, CompositionSpec]:
    return load_folder(files, f"{FOLDER}/composition", CompositionSpec)
