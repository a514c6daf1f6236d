"""What each condition rests on, and what of it is missing in this batch: nothing is concluded from an absent source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from assets.workspace import Workspace
from rules.alerting import AlertSpec, Block, Condition, ConditionSpec, sql_of
from rules.engine import Rule
from rules.files import RulebookError
from rules.syntax import quoted_words

SIGNALS = "tiers/signals"
KINSHIP = "tiers/kinship.sql"
PURPOSE = "screening"
NOT_WRITTEN = "规则尚未编写"
Missing = tuple[str, ...]


class Source(NamedTuple):
    """Something a condition can refer to."""

    kind: str
    code: str


class Standing:
    """The sources of one batch: what exists, and what is missing of each (nothing: it can be computed)."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._missing: dict[Source, Missing] = {}
        for code, spec in ws.rulebook.facts.items():
            self._missing[Source("fact", code)] = self.of_extracts(fact_rule(ws, code), spec.needs == "any")
        self._indicators = {code: self.of_indicator(code) for code in ws.rulebook.indicators}
        for rule in signal_rules(ws):
            code = rule.file.rsplit("/", 1)[-1].removesuffix(".sql")
            self._missing[Source("measure", code)] = self.of_extracts(rule, any_will_do=False)

    def of_extracts(self, rule: Rule, any_will_do: bool) -> Missing:
        """The undelivered extracts that a rule cannot do without."""
        gone = tuple(name for name in rule.extracts if name not in self._ws.delivered)
        return () if any_will_do and len(gone) < len(rule.extracts) else gone

    def is_delivered(self, name: str) -> bool:
        return name in self._ws.delivered

    def of_fact(self, code: str) -> Missing:
        return self._missing[Source("fact", code)]

    def of_item(self, code: str) -> Missing:
        spec = self._ws.rulebook.items[code]
        rule = self._ws.rule(spec.file.removesuffix(".toml") + ".sql", spec.purpose)
        return self.of_extracts(rule, any_will_do=False)

    def of_indicator(self, code: str) -> Missing:
        """What an indicator lacks: of the facts and extracts its SQL names, all or any as it says itself."""
        spec = self._ws.rulebook.indicators[code]
        rule = self._ws.rule(spec.sql, spec.purpose)
        named = [self.of_fact(word) for word in sorted(quoted_words(rule.sql) & set(self._ws.rulebook.facts))]
        named += [() if name in self._ws.delivered else (name,) for name in rule.extracts]
        if spec.needs == "any" and not all(named):
            return ()
        return tuple(sorted({name for missing in named for name in missing}))

    def feeding_indicators(self) -> frozenset[str]:
        """Every extract that some indicator reads: itself, through a fact or through income."""
        book, found = self._ws.rulebook, set()
        facts = {code: fact_rule(self._ws, code).extracts for code in book.facts}
        for spec in book.indicators.values():
            rule = self._ws.rule(spec.sql, spec.purpose)
            words = quoted_words(rule.sql)
            found.update(rule.extracts, words & set(self._ws.catalogue))
            found.update(name for code in words & set(facts) for name in facts[code])
            if "verified.household_income" in rule.inputs:
                items = (item for item in book.items.values() if item.measures == "income")
                rules = (self._ws.rule(item.file.removesuffix(".toml") + ".sql", item.purpose) for item in items)
                found.update(name for item in rules for name in item.extracts)
        return frozenset(found & set(self._ws.catalogue))

    def of(self, condition: Condition) -> Missing:
        """What one condition lacks.

        Raises:
            KeyError: it refers to something that does not exist.
        """
        if condition.kind == "report":
            unknown = [code for code in condition.codes if code not in self._ws.rulebook.programmes]
            if unknown:
                raise KeyError(unknown[0])
            return ()
        if condition.kind == "indicator":
            return self._indicators[condition.codes[0]]
        return self._missing[Source(condition.kind, condition.codes[0])]

    def of_block(self, block: Block) -> Missing:
        """What a block lacks: any needed all_of or none_of, or every any_of."""
        lacking = {
            name
            for mode, condition in block.conditions
            if mode != "any" and condition.is_needed
            for name in self.of(condition)
        }
        choices = [self.of(condition) for condition in block.any_of]
        if choices and all(choices):
            lacking.update(name for missing in choices for name in missing)
        return tuple(sorted(lacking))

    def of_rule(self, spec: ConditionSpec) -> Missing:
        """What a circle, tag or alert lacks: nothing while one of its blocks can be computed.

        Raises:
            RulebookError: a condition refers to something that does not exist.
        """
        try:
            if isinstance(spec, AlertSpec) and not spec.when:
                return self._of_search(spec)
            lacking = [self.of_block(block) for block in spec.when]
        except KeyError as error:
            raise RulebookError(spec.file, spec.code, f"there is no {error.args[0]}") from None
        return () if not all(lacking) else tuple(sorted({name for missing in lacking for name in missing}))

    def _of_search(self, spec: AlertSpec) -> Missing:
        needed = {name for entry in spec.needs for name in self._of_entry(entry)}
        choices = [self._of_entry(entry) for entry in spec.needs_any]
        if choices and all(choices):
            needed.update(name for missing in choices for name in missing)
        return tuple(sorted(needed))

    def _of_entry(self, entry: str) -> Missing:
        if entry in self._ws.catalogue:
            return () if entry in self._ws.delivered else (entry,)
        return self._missing[Source("fact", entry)]


def fact_rule(ws: Workspace, code: str) -> Rule:
    """The rule that finds a fact."""
    spec = ws.rulebook.facts[code]
    return ws.rule(spec.file.removesuffix(".toml") + ".sql", spec.purpose)


def signal_rules(ws: Workspace) -> list[Rule]:
    """Every .sql that hands out what conditions may refer to, facts and indicators first by name."""
    return [ws.rule(path, PURPOSE) for path in ws.rulebook.files.list(SIGNALS, ".sql")]


def searches(ws: Workspace, standing: Standing) -> list[Rule]:
    """The .sql of alerts without conditions, as far as their sources are there."""
    found: Iterable[AlertSpec] = (spec for spec in ws.rulebook.alerts.values() if not spec.when)
    return [ws.rule(sql_of(spec), PURPOSE) for spec in found if not standing.of_rule(spec)]
