"""Runs one .sql rule file: loads it, lints it, checks its purpose against the contracts, hands out its select."""

from __future__ import annotations

from dataclasses import dataclass

from rules.files import RulebookError, RuleFiles
from rules.lint import Reading, read
from rules.rulebook import Rulebook
from schemas.contract import Catalogue

LINT_FREE = ("linkage/",)


@dataclass(frozen=True)
class Rule:
    """One rule file: what it states in Chinese, its select, and what it reads."""

    file: str
    statement: str
    sql: str
    reading: Reading

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
        raise RulebookError(relative, None, "its first line must state the rule in Chinese")
    try:
        reading = read(text)
    except ValueError as error:
        raise RulebookError(relative, None, str(error)) from None
    if reading.findings and not relative.startswith(LINT_FREE):
        raise RulebookError(relative, None, reading.findings[0])
    return Rule(relative, first.removeprefix("-- "), text.rstrip().rstrip(";"), reading)


def check(rule: Rule, rulebook: Rulebook, catalogue: Catalogue, purpose: str | None) -> None:
    """Refuse a rule that names what does not exist, or an extract that its purpose does not allow.

    Raises:
        RulebookError: unknown parameter, unknown extract, or an extract whose contract does not list `purpose`.
    """
    for name in sorted(rule.reading.parameters):
        if name not in rulebook.parameters:
            raise RulebookError(rule.file, None, f"param('{name}'): there is no such parameter")
    for name in rule.extracts:
        if name not in catalogue:
            raise RulebookError(rule.file, None, f"there is no extract {name}")
        if purpose is not None and purpose not in catalogue[name].purposes:
            allowed = ", ".join(catalogue[name].purposes)
            raise RulebookError(
                rule.file, None, f"its purpose is {purpose}, but {name} may be read for {allowed} only"
            )
