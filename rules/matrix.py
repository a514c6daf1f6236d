"""The generated matrix rule x column: which delivered column feeds which rule, directly or through facts and income."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from rules.alerting import AlertSpec, ConditionSpec, sql_of
from rules.engine import load
from rules.files import RuleFiles
from rules.rulebook import Rulebook
from rules.specs import Spec
from rules.status import delivered_columns
from rules.syntax import quoted_words
from schemas.contract import Catalogue

MADE_BY = {
    "verified.household_income": ("verification/household_income.sql",),
    "verified.income_month": ("verification/income_month.sql",),
    "verified.person_evidence": ("verification/items",),
}
"""Tables between stages through which a rule still depends on delivered columns, and the files that make them."""


class Cell(NamedTuple):
    """One rule reads one delivered column."""

    kind: str
    code: str
    extract: str
    column: str


Columns = frozenset[tuple[str, str]]


def matrix(rulebook: Rulebook, catalogue: Catalogue) -> list[Cell]:
    """Every (kind, code, extract, column) of facts, items, indicators, circles, tags and alerts, sorted by rule."""
    reader = _Reader(rulebook, catalogue)
    cells: list[Cell] = []
    specs: tuple[tuple[str, Mapping[str, Spec]], ...] = (
        ("fact", rulebook.facts), ("item", rulebook.items), ("indicator", rulebook.indicators),
        ("circle", rulebook.circles), ("tag", rulebook.tags), ("alert", rulebook.alerts),
    )  # fmt: skip
    for kind, entries in specs:
        for code, spec in entries.items():
            cells += [Cell(kind, code, *pair) for pair in sorted(reader.of_spec(spec))]
    return cells


def to_markdown(cells: Iterable[Cell]) -> str:
    """One row per rule and extract: the columns it rests on."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for cell in cells:
        rows.setdefault((cell.kind, cell.code, cell.extract), []).append(cell.column)
    lines = [
        f"| {kind} | `{code}` | {extract} | {'、'.join(columns)} |" for (kind, code, extract), columns in rows.items()
    ]
    return "\n".join(["| 类别 | 规则 | 提取 | 列 |\n|---|---|---|---|", *lines]) + "\n"


class _Reader:
    """Follows a rule to the delivered columns it rests on."""

    def __init__(self, rulebook: Rulebook, catalogue: Catalogue) -> None:
        self._book, self._catalogue = rulebook, catalogue
        self.of_file = cache(self._of_file)

    def of_spec(self, spec: Spec) -> Columns:
        if not isinstance(spec, ConditionSpec):
            return self.of_file(_sql(spec))
        if isinstance(spec, AlertSpec) and not spec.when:
            return self.of_file(sql_of(spec))
        found: set[tuple[str, str]] = set()
        for _, condition in (pair for block in spec.when for pair in block.conditions):
            for code in condition.codes:
                found |= self._of_named(condition.kind, code)
        return frozenset(found)

    def _of_named(self, kind: str, code: str) -> Columns:
        match kind:
            case "fact":
                return self.of_file(_sql(self._book.facts[code]))
            case "indicator":
                return self.of_file(_sql(self._book.indicators[code]))
            case "measure":
                return self.of_file(f"tiers/signals/{code}.sql")
            case _:
                return self._of_folder("verification/items")

    def _of_folder(self, folder: str) -> Columns:
        files: RuleFiles = self._book.files
        return frozenset(pair for file in files.list(folder, ".sql") for pair in self.of_file(file))

    def _of_file(self, file: str) -> Columns:
        rule = load(self._book.files, file)
        found = set(delivered_columns(rule, self._catalogue))
        for table in rule.inputs:
            for source in MADE_BY.get(table, ()):
                found |= self.of_file(source) if source.endswith(".sql") else self._of_folder(source)
        if "verified.fact" in rule.inputs:
            for code in sorted(quoted_words(rule.sql) & set(self._book.facts)):
                found |= self.of_file(_sql(self._book.facts[code]))
        return frozenset(found)


def _sql(spec: Spec) -> str:
    return spec.file.removesuffix(".toml") + ".sql"
