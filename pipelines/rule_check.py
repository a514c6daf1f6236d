"""Whether a rulebook holds together before any row is read: it loads, its SQL binds, no rule reads what it may not."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import duckdb

from assets.workspace import Workspace
from rules.engine import Rule, check, load
from rules.files import RulebookError, RuleFiles
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.contract import Catalogue, ContractError, extracts
from schemas.tables import tables

NOT_ALONE = ("macros.sql", "linkage/")
"""SQL that is no rule of its own: the macros, and steps of linkage that read what the step before left in memory."""


def first_finding(bureau: Path | None) -> str | None:
    """The first thing wrong with a rulebook, or None."""
    return next(findings(bureau), None)


def findings(bureau: Path | None) -> Iterator[str]:
    """One sentence per thing wrong with the contracts, codes and rules that a bureau's folder leaves in force."""
    try:
        catalogue = extracts(bureau)
        code_lists(bureau)
    except ContractError as error:
        yield str(error)
        return
    rulebook = Rulebook(bureau)
    loaded = list(_unloadable(rulebook))
    yield from loaded
    rules = []
    for path in sql_files(rulebook.files):
        try:
            rule = load(rulebook.files, path)
            check(rule, rulebook, catalogue, purpose_of(rulebook.files, path))
            rules.append(rule)
        except RulebookError as error:
            yield str(error)
    if not loaded:
        yield from _unbound(rules, rulebook, catalogue, bureau)


def sql_files(files: RuleFiles) -> list[str]:
    return [path for path in files.list("", ".sql") if not path.startswith(NOT_ALONE)]


def purpose_of(files: RuleFiles, path: str) -> str | None:
    """The purpose a rule reads for: what its own TOML says, else that of its folder."""
    beside = path.removesuffix(".sql") + ".toml"
    try:
        said = files.toml(beside).get("purpose")
    except RulebookError:
        return None
    return said or ("verification" if path.startswith("verification/") else "screening")


def _unloadable(rulebook: Rulebook) -> Iterator[str]:
    """Every part of the rulebook is asked for once; what cannot be loaded says so."""
    parts = [name for name, part in vars(Rulebook).items() if isinstance(part, cached_property)]
    for name in parts:
        try:
            getattr(rulebook, name)
        except RulebookError as error:
            yield str(error)


def _unbound(rules: list[Rule], rulebook: Rulebook, catalogue: Catalogue, bureau: Path | None) -> Iterator[str]:
    """Rules that DuckDB cannot bind on empty tables of the declared types."""
    day: datetime.date = rulebook.imprint.reviewed_until
    with tempfile.TemporaryDirectory() as nowhere:
        ws = Workspace(out=Path(nowhere), batch=day.isoformat(), as_of=day, bureau=bureau)
        known = [*tables(), *(f"standardised.{name}" for name in catalogue)]
        with ws.session(*known) as con:
            for rule in rules:
                try:
                    con.sql(rule.sql).columns  # noqa: B018
                except duckdb.Error as error:
                    yield f"rules/{rule.file}: {str(error).splitlines()[0]}"
