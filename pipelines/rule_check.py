"""Whether a rulebook holds together before any row is read: it loads, its SQL binds, no rule reads what it may not."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import duckdb

from assets.graph import WIRING
from assets.verified.evidence import SHARED
from assets.workspace import Workspace
from rules.engine import Rule, check, load
from rules.files import RulebookError, RuleFiles
from rules.overlaid import stray, unread
from rules.parameters import load_parameters
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.contract import Catalogue, ContractError, extracts
from schemas.tables import tables

NOT_ALONE = ("macros.sql", "linkage/")
"""SQL that is no rule of its own: the macros, and steps of linkage that read what the step before left in memory."""
IN_MEMORY = ("indicators/", "score/", "tiers/", "alerts/", "benefits/", "eligibility/", SHARED)
"""Folders whose rules may read tables that are made for the occasion."""
VERIFIED = ("verification/", "benefits/", "eligibility/")
_ABSENT = re.compile(r"Table with name (\w+) does not exist")


def first_finding(rulebook: Rulebook) -> str | None:
    """The first thing wrong with a rulebook, or None."""
    return next(findings(rulebook, is_thorough=False), None)


def findings(rulebook: Rulebook, *, is_thorough: bool = True) -> Iterator[str]:
    """One sentence per thing wrong with the contracts, codes and rules that a bureau's folder leaves in force.

    Thorough: every table is also made once from nothing.
    """
    told: set[str] = set()
    for finding in _found(rulebook, is_thorough):
        # one slip may stop several parts of the rulebook
        if finding not in told:
            told.add(finding)
            yield finding


def _found(rulebook: Rulebook, is_thorough: bool) -> Iterator[str]:
    bureau = rulebook.files.bureau
    try:
        catalogue = extracts(bureau)
        code_lists(bureau)
    except ContractError as error:
        yield str(error)
        return
    loaded = list(_unloadable(rulebook))
    yield from loaded
    if is_thorough:
        yield from stray(rulebook.files)
    if is_thorough and not loaded:
        yield from unread(rulebook.files, load_parameters(rulebook.files), load_parameters(rulebook.files.beneath()))
    rules = []
    for path in sql_files(rulebook.files):
        try:
            rule = load(rulebook.files, path)
            check(rule, rulebook, catalogue, purpose_of(rulebook.files, path))
            rules.append(rule)
        except RulebookError as error:
            yield str(error)
    if loaded:
        return
    unbound = list(_unbound(rules, rulebook, catalogue))
    yield from unbound
    if is_thorough and not unbound:
        yield from _broken(rulebook)


def sql_files(files: RuleFiles) -> list[str]:
    return [path for path in files.list("", ".sql") if not path.startswith(NOT_ALONE)]


def purpose_of(files: RuleFiles, path: str) -> str | None:
    """The purpose a rule reads for: what its own TOML says, else that of its folder."""
    beside = path.removesuffix(".sql") + ".toml"
    try:
        said = files.toml(beside).get("purpose")
    except RulebookError:
        return None
    return said or ("verification" if path.startswith(VERIFIED) else "screening")


def _unloadable(rulebook: Rulebook) -> Iterator[str]:
    """Every part of the rulebook is asked for once; what cannot be loaded says so."""
    parts = [name for name, part in vars(Rulebook).items() if isinstance(part, cached_property)]
    for name in parts:
        try:
            getattr(rulebook, name)
        except RulebookError as error:
            yield str(error)


def _unbound(rules: list[Rule], rulebook: Rulebook, catalogue: Catalogue) -> Iterator[str]:
    """Rules that DuckDB cannot bind on empty tables of the declared types.

    A rule may read a step before it by the name of that step's file; what Python hands it in memory is not known here.
    """
    steps = {Path(rule.file).stem: rule for rule in rules}
    with _empty_workspace(rulebook) as ws, ws.session(*_all_tables(catalogue)) as con:
        for rule in rules:
            reason = _reason(con, rule, steps)
            if reason:
                yield f"rules/{rule.file}: {reason}"


def _reason(con: duckdb.DuckDBPyConnection, rule: Rule, steps: dict[str, Rule]) -> str | None:
    """Why a rule does not bind; None where it does, "" where that depends on what Python hands it."""
    for _ in steps:
        try:
            con.sql(rule.sql)
        except duckdb.CatalogException as error:
            absent = _ABSENT.search(str(error))
            if absent is None:
                return _first_line(error)
            step = steps.get(absent[1])
            if step is None or step is rule or _reason(con, step, steps) is not None:
                return "" if rule.file.startswith(IN_MEMORY) else _first_line(error)
            con.sql(step.sql).create_view(absent[1])
        except duckdb.Error as error:
            return _first_line(error)
        else:
            return None
    return None


def _broken(rulebook: Rulebook) -> Iterator[str]:
    """Tables that cannot be made by their rules where nothing was delivered."""
    with _empty_workspace(rulebook) as ws:
        for made in WIRING:
            if not made.rules:
                continue
            try:
                made.function(ws, None) if made.previous else made.function(ws)
            except RulebookError as error:
                yield str(error)
            except duckdb.Error as error:
                yield f"{made.tables[0]} ({', '.join(f'rules/{entry}' for entry in made.rules)}): {_first_line(error)}"


@contextmanager
def _empty_workspace(rulebook: Rulebook) -> Iterator[Workspace]:
    day = rulebook.imprint.reviewed_until
    with tempfile.TemporaryDirectory(prefix="hedui-") as nowhere:
        bureau = rulebook.files.bureau
        ws = Workspace(out=Path(nowhere), batch=day.isoformat(), as_of=day, bureau=bureau, key=bytes(32))
        yield ws.under(rulebook)


def _all_tables(catalogue: Catalogue) -> list[str]:
    return [*tables(), *(f"standardised.{name}" for name in catalogue)]


def _first_line(error: duckdb.Error) -> str:
    return f"SQL 绑定不上,请看表名、列名与类型(DuckDB: {str(error).splitlines()[0]})"
