"""What each condition rests on, and what of it is missing in this batch: nothing is concluded from an absent source."""

from __future__ import annotations

from collections.abc import Iterable

from assets.verified.emptiness import empty_columns
from assets.workspace import Workspace
from rules.alerting import AlertSpec, Block, Condition, ConditionSpec, sql_of
from rules.engine import Rule
from rules.files import RulebookError
from rules.specs import Needs, Spec
from rules.status import RuleState, missing_of, rule_state
from rules.syntax import quoted_words

SIGNALS = "tiers/signals"
STEPS = {
    "kinship": "tiers/kinship.sql",
    "bereaved": "tiers/bereaved.sql",
    "possible_benefit": "tiers/signals/possible_benefit.sql",
}
"""Tables made in memory that signals and searches read."""
INCOME = "verified.household_income"
PURPOSE = "screening"
NOT_WRITTEN = "规则尚未编写"
Missing = tuple[str, ...]
QUALIFYING = (
    "to_date", "valid_to_date", "cancelled_date", "benefit_until_month", "issued_date", "assessed_date",
    "admitted_date", "district_code", "benefit_kind", "claim_kind", "spouse_id_number",
)  # fmt: skip
"""Columns that end, date or tell apart what a fact states without deciding it: without them it still stands."""


class Standing:
    """The sources of one batch: what exists, and what is missing of each (nothing: it can be computed)."""

    def __init__(self, ws: Workspace) -> None:
        self._ws, self._book = ws, ws.rulebook
        self._delivered, self._empty = ws.delivered, empty_columns(ws)
        self.facts = {
            code: rule_state(own_rule(ws, spec), spec.needs, ws.catalogue, self._delivered, self._empty, QUALIFYING)
            for code, spec in self._book.facts.items()
        }
        self.indicators = {
            code: self._through_facts(ws.rule(spec.sql, spec.purpose), spec.needs == "any", spec.does_without)
            for code, spec in self._book.indicators.items()
        }
        self._measures = {stem(rule): self._through_facts(rule) for rule in signal_rules(ws)}

    def _through_facts(self, rule: Rule, any_will_do: bool = False, does_without: tuple[str, ...] = ()) -> RuleState:
        needs: Needs = "any" if any_will_do else "all"
        words = quoted_words(rule.sql)
        empty = self._empty
        return rule_state(rule, needs, self._ws.catalogue, self._delivered, empty, does_without, self.facts, words)

    def item(self, code: str) -> RuleState:
        rule = own_rule(self._ws, self._book.items[code])
        return rule_state(rule, "any", self._ws.catalogue, self._delivered, self._empty)

    def is_delivered(self, name: str) -> bool:
        return name in self._delivered

    def feeding_indicators(self) -> frozenset[str]:
        """Every extract that some indicator reads: itself, through a fact or through income."""
        found: set[str] = set()
        for spec in self._book.indicators.values():
            rule = self._ws.rule(spec.sql, spec.purpose)
            words = quoted_words(rule.sql)
            found.update(rule.extracts, words & set(self._ws.catalogue))
            for code in words & set(self._book.facts):
                found.update(own_rule(self._ws, self._book.facts[code]).extracts)
            if INCOME in rule.inputs:
                items = (item for item in self._book.items.values() if item.measures == "income")
                found.update(name for item in items for name in own_rule(self._ws, item).extracts)
        return frozenset(found)

    def of(self, condition: Condition) -> Missing:
        """What one condition lacks.

        Raises:
            KeyError: it refers to something that does not exist.
        """
        if condition.kind == "report":
            unknown = [code for code in condition.codes if code not in self._book.programmes]
            if unknown:
                raise KeyError(unknown[0])
            return ()
        states = {"fact": self.facts, "indicator": self.indicators, "measure": self._measures}[condition.kind]
        return lacking(states[condition.codes[0]])

    def of_block(self, block: Block) -> Missing:
        """What a block lacks: any needed all_of or none_of, or every any_of."""
        needed = {
            name
            for mode, condition in block.conditions
            if mode != "any" and condition.is_needed
            for name in self.of(condition)
        }
        return _with_choices(needed, [self.of(condition) for condition in block.any_of])

    def of_rule(self, spec: ConditionSpec) -> Missing:
        """What a circle, tag or alert lacks: nothing while one of its blocks can be computed.

        Raises:
            RulebookError: a condition refers to something that does not exist.
        """
        try:
            if isinstance(spec, AlertSpec) and not spec.when:
                return self._of_search(spec)
            blocks = [self.of_block(block) for block in spec.when]
        except KeyError as error:
            raise RulebookError(spec.file, spec.code, f"没有 {error.args[0]} 这个事实、指标、量或提取") from None
        return () if not all(blocks) else tuple(sorted({name for missing in blocks for name in missing}))

    def _of_search(self, spec: AlertSpec) -> Missing:
        rule = self._ws.rule(sql_of(spec), PURPOSE)
        read = missing_of(rule, self._ws.catalogue, self._delivered, self._empty, spec.does_without)

        def of_entry(entry: str) -> Missing:
            if entry in self._ws.catalogue:
                return read.get(entry, () if self.is_delivered(entry) else (entry,))
            return lacking(self.facts[entry])

        needed = {name for entry in spec.needs for name in of_entry(entry)}
        return _with_choices(needed, [of_entry(entry) for entry in spec.needs_any])


def _with_choices(needed: set[str], choices: list[Missing]) -> Missing:
    """What is needed, and what every one of the choices lacks where none can be had."""
    if choices and all(choices):
        needed = needed | {name for missing in choices for name in missing}
    return tuple(sorted(needed))


def lacking(state: RuleState) -> Missing:
    """What keeps a rule from being computed: nothing where it can be."""
    return state.missing if state.status == "not_computable" else ()


def stem(rule: Rule) -> str:
    return rule.file.rsplit("/", 1)[-1].removesuffix(".sql")


def own_rule(ws: Workspace, spec: Spec) -> Rule:
    """The .sql beside a fact's or an item's .toml."""
    return ws.rule(spec.file.removesuffix(".toml") + ".sql", getattr(spec, "purpose", PURPOSE))


def steps(ws: Workspace) -> dict[str, list[Rule]]:
    """The rules of STEPS, by the name of the table that each makes."""
    return {name: [ws.rule(path, PURPOSE)] for name, path in STEPS.items()}


def signal_rules(ws: Workspace) -> list[Rule]:
    """Every .sql that hands out what conditions may refer to."""
    return [ws.rule(path, PURPOSE) for path in ws.rulebook.files.list(SIGNALS, ".sql")]


def searches(ws: Workspace, standing: Standing) -> list[Rule]:
    """The .sql of alerts without conditions, as far as their sources are there."""
    found: Iterable[AlertSpec] = (spec for spec in ws.rulebook.alerts.values() if not spec.when)
    return [ws.rule(sql_of(spec), PURPOSE) for spec in found if not standing.of_rule(spec)]
