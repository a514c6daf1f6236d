"""Whether a rule can be computed with what was delivered, and which extracts or columns are missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from rules.engine import Rule
from rules.specs import Needs
from rules.syntax import columns_read
from schemas.contract import Catalogue

PREFIX = "standardised."


class RuleState(NamedTuple):
    """The status of one rule; `missing` names extracts, or columns as `extract.列名`."""

    status: Literal["computable", "not_computable"]
    missing: tuple[str, ...]


def delivered_columns(rule: Rule, catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """(extract, the department's word) of every delivered column that a rule's SQL reads; 记录号 is always cited."""
    found = set()
    for table, column in columns_read(rule.sql):
        contract = catalogue.get(table.removeprefix(PREFIX)) if table.startswith(PREFIX) else None
        for delivered in contract.columns if contract else ():
            if delivered.term != "record_number" and column in (delivered.typed_name, f"{delivered.term}_text"):
                found.add((contract.extract if contract else "", delivered.name))
    return frozenset(found)


def missing_of(
    rule: Rule,
    catalogue: Catalogue,
    delivered: Collection[str],
    empty: Mapping[str, Collection[str]],
    does_without: Collection[str] = (),
) -> dict[str, tuple[str, ...]]:
    """Extract that the rule reads -> what is missing of it: itself, or columns that are empty in every row.

    `empty` holds the typed names of the columns of an extract that have no value in any row. A required column is
    always there; `does_without` lists typed names that the rule reads but can do without.
    """
    read = delivered_columns(rule, catalogue)
    found: dict[str, tuple[str, ...]] = {}
    for extract in rule.extracts:
        if extract not in delivered or extract in rule.closed:
            found[extract] = (extract,)
            continue
        found[extract] = tuple(
            f"{extract}.{column.name}"
            for column in catalogue[extract].columns
            if (extract, column.name) in read
            and not column.required
            and column.typed_name in empty.get(extract, ())
            and column.typed_name not in does_without
        )
    return found


def state_of(units: Iterable[tuple[str, ...]], needs: Needs) -> RuleState:
    """The status of a rule from what is missing of each of its sources (extracts, or facts it reads).

    needs = all: every source must be whole. needs = any: one whole source is enough; what is missing is said all the
    same. A rule without sources can always be computed.
    """
    sources = list(units)
    missing = tuple(sorted({name for source in sources for name in source}))
    broken = [bool(source) for source in sources]
    failed = any(broken) if needs == "all" else bool(broken) and all(broken)
    return RuleState("not_computable" if failed else "computable", missing)


def rule_state(
    rule: Rule,
    needs: Needs,
    catalogue: Catalogue,
    delivered: Collection[str],
    empty: Mapping[str, Collection[str]],
    does_without: Collection[str] = (),
    facts: Mapping[str, RuleState] | None = None,
    words: Collection[str] = (),
) -> RuleState:
    """The status of one rule file; a rule that reads verified.fact names in `words` the facts it reads."""
    own = missing_of(rule, catalogue, delivered, empty, does_without).values()
    through = (
        state.missing if state.status == "not_computable" else ()
        for code, state in (facts or {}).items()
        if code in words
    )
    return state_of([*own, *through], needs)
