"""Runs one .sql rule file: loads it, lints it, checks its purpose against the contracts, hands out its select."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rules.files import RulebookError, RuleFiles
from rules.lint import Reading, read
from rules.rulebook import Rulebook
from schemas.contract import Catalogue, extracts

LINT_FREE = ("linkage/",)


@dataclass(frozen=True)
class Rule:
    """One rule file: what it states in Chinese, its select, and what it reads."""

    file: str
    statement: str
    sql: str
    reading: Reading
    closed: frozenset[str] = frozenset()
    """Extracts that a bureau's contract no longer opens for the rule's purpose: for this rule they are not there."""

    @property
    def extracts(self) -> tuple[str, ...]:
        """The delivered extracts that the rule touches."""
        prefix = "standardised."
        named = (table.removeprefix(prefix) for table in self.reading.tables if table.startswith(prefix))
        return tuple(sorted(name for name in named if name not in ("record", "flag")))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Tables between stages that the rule reads (`reference.*` is always there)."""
        return tuple(sorted(table for table in self.reading.tables if not table.startswith("reference.")))


def load(files: RuleFiles, relative: str) -> Rule:
    """Read and lint one rule file.

    Raises:
        RulebookError: not one select, no Chinese statement in its first line, or a finding of the lint.
    """
    text = files.text(relative)
    first = text.split("\n", 1)[0]
    if not first.startswith("-- ") or first.isascii():
        raise RulebookError(relative, None, "首行要用中文陈述这条规则: -- …")
    try:
        reading = read(text)
    except ValueError as error:
        raise RulebookError(relative, None, str(error)) from None
    if reading.findings and not relative.startswith(LINT_FREE):
        raise RulebookError(relative, None, reading.findings[0])
    return Rule(relative, first.removeprefix("-- "), text.rstrip().rstrip(";"), reading)


def check(rule: Rule, rulebook: Rulebook, catalogue: Catalogue, purpose: str | None) -> Rule:
    """The rule with what its purpose closes to it; a rule that names what does not exist is refused.

    A shipped rule whose extract a bureau's contract has closed goes on without that extract (and says so in
    published.rule_status); a bureau's own rule file that reads what it may not is refused.

    Raises:
        RulebookError: unknown parameter, unknown extract, or an extract whose contract does not list `purpose`.
    """
    for name in sorted(rule.reading.parameters):
        if name not in rulebook.parameters:
            raise RulebookError(rule.file, None, f"param('{name}'): 没有这个参数")
    closed = set()
    for name in rule.extracts:
        if name not in catalogue:
            raise RulebookError(rule.file, None, f"没有提取 {name}")
        if purpose is None or purpose in catalogue[name].purposes:
            continue
        shipped = extracts().get(name)
        if rulebook.files.is_own(rule.file) or shipped is None or purpose not in shipped.purposes:
            allowed = "、".join(catalogue[name].purposes)
            raise RulebookError(
                rule.file, None, f"用途是 {purpose},而 {name} 只准用于 {allowed}"
            )
        closed.add(name)
    return replace(rule, closed=frozenset(closed))
