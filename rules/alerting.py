"""What circles, tags and alerts may say: conditions over facts as data, and the words that go with them.

No SQL and no row here: rules/tiers/condition_hit.sql evaluates every condition with one select.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.explain import check
from rules.files import RulebookError, RuleFiles
from rules.parameters import Parameter
from rules.specs import Spec, check_parameters, load_table, validated
from schemas.codes import code_lists

Bound = Annotated[int, Field(ge=0)] | str
"""A number, or the name of a dated parameter (money in fen)."""
About = Literal["person", "household"]
Mode = Literal["all", "any", "none"]
Level = Literal["red", "orange", "yellow", "blue"]
Kind = Literal["fact", "indicator", "report", "measure"]

FOUND = ("begun_date", "until_date", "value", "number_value")
"""What a sentence may name of a case that was found."""
FORBIDDEN_WORDS = ("停发", "停保", "取消资格", "取消待遇", "追回", "退还", "拒绝", "不予", "处罚", "骗")
VERIFY_FIRST = "先核实"
ALERTS = "alerts"


class Part(BaseModel):
    """Base of the parts of a spec: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Part):
    """One condition: a fact, an indicator's state, a report's conclusion or a measure, in force at as-of.

    `of`: the rule's own subject, or the whole household of a person. `count`: how many different persons (or the
    household itself) it must be true of. `is_needed` false: dropped where its source is missing (helping rules only).
    """

    fact: str | None = None
    indicator: str | None = None
    report: tuple[str, ...] = ()
    measure: str | None = None
    values: tuple[str, ...] = ()
    ending: str | None = None
    at_least: Bound | None = None
    above: Bound | None = None
    below: Bound | None = None
    within_days: Bound | None = None
    lasting_months: Bound | None = None
    ends_within_days: Bound | None = None
    ended_within_days: Bound | None = None
    count: Annotated[int, Field(ge=1)] = 1
    of: Literal["self", "household"] = "self"
    is_needed: bool = True

    @property
    def kind(self) -> Kind:
        if self.report:
            return "report"
        return "fact" if self.fact else "indicator" if self.indicator else "measure"

    @property
    def codes(self) -> tuple[str, ...]:
        """What is referred to: fact, indicator, programme or measure codes."""
        return self.report or (self.fact or self.indicator or self.measure or "",)

    @property
    def bounds(self) -> Iterator[Bound]:
        named = (self.at_least, self.above, self.below, self.within_days, self.lasting_months, self.ends_within_days)
        return (bound for bound in (*named, self.ended_within_days) if bound is not None)

    @model_validator(mode="after")
    def _one_thing(self) -> Condition:
        if sum((self.fact is not None, self.indicator is not None, bool(self.report), self.measure is not None)) != 1:
            raise ValueError("一个条件只写一种: fact、indicator、report、measure")
        return self


class Block(Part):
    """Conditions that must hold together: every `all_of`, at least one `any_of`, no `none_of`."""

    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()
    level: Level | None = None
    disposition: str | None = None
    sentence: str | None = None

    @property
    def conditions(self) -> tuple[tuple[Mode, Condition], ...]:
        modes: tuple[tuple[Mode, tuple[Condition, ...]], ...] = (
            ("all", self.all_of), ("any", self.any_of), ("none", self.none_of)
        )  # fmt: skip
        return tuple((mode, condition) for mode, conditions in modes for condition in conditions)

    @model_validator(mode="after")
    def _has_subjects(self) -> Block:
        own = [all(c.of == "self" for c in self.any_of) and bool(self.any_of), any(c.of == "self" for c in self.all_of)]
        if not any(own):
            raise ValueError("看不出说的是谁: all_of 里至少一条、或 any_of 里每一条说的是本人(本户)自己")
        return self


class ConditionSpec(Spec):
    """Base of what is stated as conditions: `when` holds alternative blocks; a single block may stand at the top."""

    about: About
    when: tuple[Block, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _single_block(cls, entry: Any) -> Any:
        parts = {key: entry[key] for key in ("all_of", "any_of", "none_of") if key in entry}
        if not parts:
            return entry
        if "when" in entry:
            raise ValueError("条件写在最上面或写在 when 下,不能两处都写")
        return {**{key: value for key, value in entry.items() if key not in parts}, "when": [parts]}

    def blocks(self) -> Iterator[tuple[str, int, Block]]:
        """(rule kind, number, block) of everything the conditions are evaluated for."""
        for number, block in enumerate(self.when, 1):
            yield self.rule_kind(), number, block

    @classmethod
    def rule_kind(cls) -> str:
        return cls.__name__.removesuffix("Spec").lower()


class CircleSpec(ConditionSpec):
    """One of the circles; the first in the file that holds is a household's primary one."""

    label: str
    about: About = "household"
    basis: str


class TagSpec(ConditionSpec):
    """One tag: conditions, or what it waits for where no delivered source can feed it."""

    label: str
    waits_for: tuple[str, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _states_or_waits(self) -> TagSpec:
        if bool(self.when) == bool(self.waits_for):
            raise ValueError("标签要写条件,没有来源的写 waits_for,两样只写一样")
        return self


class AlertSpec(ConditionSpec):
    """One alert. Where conditions cannot say it, a .sql of the same name finds the cases and `needs` their sources.

    `needs`: all of these facts or extracts; `needs_any`: at least one; `does_without`: columns that may be empty in
    every row. `is_event`: it stays open when its window has passed; a state closes when it ends. `suppressed_when`:
    known and covered, recorded but not dispatched.
    """

    rule: str
    label: str
    direction: Literal["+", "-", "0"]
    level: Level
    disposition: str
    is_event: bool = False
    needs: tuple[str, ...] = ()
    needs_any: tuple[str, ...] = ()
    does_without: tuple[str, ...] = ()
    suppressed_when: tuple[Block, ...] = ()
    sentence: str
    suggested_action: str
    basis: str

    def blocks(self) -> Iterator[tuple[str, int, Block]]:
        yield from super().blocks()
        for number, block in enumerate(self.suppressed_when, 1):
            yield "suppression", number, block

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said of a case, by block."""
        return (self.sentence, *(block.sentence for block in self.when if block.sentence is not None))

    @property
    def is_adverse(self) -> bool:
        return self.direction == "-"

    @model_validator(mode="after")
    def _decides_nothing(self) -> AlertSpec:
        for text in (*self.sentences, self.suggested_action):
            said = [word for word in FORBIDDEN_WORDS if word in text]
            if said:
                raise ValueError(f"告警不作决定,不能写“{said[0]}”")
            check(text, FOUND)
        if self.is_adverse and VERIFY_FIRST not in self.suggested_action:
            raise ValueError(f"核实类的建议要写“{VERIFY_FIRST}”")
        if self.is_adverse and any(not c.is_needed for block in self.when for _, c in block.conditions):
            raise ValueError("核实类的条件不能写 is_needed = false")
        return self


def load_circles(files: RuleFiles) -> Mapping[str, CircleSpec]:
    """Circle code -> spec, the innermost circle first."""
    return load_table(files, "tiers/circles.toml", CircleSpec)


def load_tags(files: RuleFiles) -> Mapping[str, TagSpec]:
    """Tag code -> spec; what the code list says of a tag goes for its spec.

    Raises:
        RulebookError: a tag is about another subject than the code list says, or a condition is wrong.
    """
    found = load_table(files, "tags.toml", TagSpec)
    for code, known in code_lists(files.bureau)["tag"].items():
        if code in found and found[code].about != (known.model_extra or {}).get("on"):
            raise RulebookError("tags.toml", code, f"about = {found[code].about},与代码表 tag 所写的不同")
    return found


def load_alerts(files: RuleFiles, known: Mapping[str, Parameter]) -> Mapping[str, AlertSpec]:
    """Rule code -> spec, from `alerts/<name>.toml`; `known`: the parameters that sentences may name.

    Raises:
        RulebookError: two files of one rule, neither conditions nor a .sql, a wrong condition, or a sentence that names
            no parameter, or one of money.
    """
    found: dict[str, AlertSpec] = {}
    searches = set(files.list(ALERTS, ".sql"))
    for relative in files.list(ALERTS, ".toml"):
        entry = files.toml(relative)
        code = str(entry.get("rule", ""))
        spec = validated(AlertSpec, relative, code, entry)
        if code in found:
            raise RulebookError(relative, "rule", f"{code} 已写在 rules/{found[code].file},换一个编号")
        if bool(spec.when) == (sql_of(spec) in searches):
            raise RulebookError(relative, None, "写条件,或放一个同名的 .sql,两样只要一样")
        check_parameters(relative, spec.sentences, known)
        found[code] = spec
    return dict(sorted(found.items()))


def sql_of(spec: AlertSpec) -> str:
    """The rule file that finds the cases of an alert without conditions."""
    return spec.file.removesuffix(".toml") + ".sql"
