"""Makes verified.fact: every fact's own SQL, run once; its code and the person's household are added here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from assets.workspace import Shard, Workspace, Written
from rules.engine import Rule
from schemas.verified import Fact

MEMBERS = "linked.household_member"
SAID = "value, valid_from, valid_to, is_known, evidence"


def fact_rules(ws: Workspace) -> dict[str, Rule]:
    """Fact code -> its rule, as written: its subject (person_id or household_id), value, dates, is_known, evidence.

    Raises:
        RulebookError: a fact's file is not a valid rule or reads what its purpose does not allow.
    """
    return {
        code: ws.rule(spec.file.removesuffix(".toml") + ".sql", spec.purpose)
        for code, spec in ws.rulebook.facts.items()
    }


def facts(ws: Workspace, shards: int = 1) -> Written:
    """Make verified.fact; with `shards`, each fact stays inside its own key (person_id or household_id).

    Raises:
        duckdb.Error: a fact's SQL does not return its subject and what is said of it.
    """
    rules, specs = fact_rules(ws), ws.rulebook.facts
    if shards == 1:
        return _one_by_one(ws, rules)
    parts = []
    keys = {code: specs[code].shard_key for code in rules}
    for key, codes in groupby(sorted(rules, key=keys.__getitem__), keys.__getitem__):
        group = _together(ws, rules, list(codes))
        inputs = sorted({name for rule in group for name in rule.inputs})
        union = _union(rule.sql for rule in group)
        closed = frozenset[str]().union(*(rule.closed for rule in group))
        for index in range(shards):
            with ws.session(*inputs, shard=Shard(key, index, shards), closed=closed) as con:
                parts.append(con.sql(union).to_arrow_table())
    with ws.session() as con:
        for index, part in enumerate(parts):
            con.register(f"part_{index}", part)
        return ws.write(con, " union all ".join(f"from part_{index}" for index in range(len(parts))), Fact)


def _one_by_one(ws: Workspace, rules: dict[str, Rule]) -> Written:
    """Every fact in turn: all at once they hold the inputs of each other's joins in memory."""
    inputs = sorted({MEMBERS}.union(*(rule.inputs for rule in rules.values())))
    closed = frozenset[str]().union(*(rule.closed for rule in rules.values()))
    columns = ", ".join(f'"{column.name}" {column.duckdb_type}' for column in Fact.columns() if column.name != "batch")
    with ws.session(*inputs, closed=closed) as con:
        con.execute("create temp table found (" + columns + ")")
        for code, rule in rules.items():
            con.execute("insert into found by name " + _coded(code, ws.rulebook.facts[code].about, rule))
        return ws.write(con, _AT_HOME, Fact)


_AT_HOME = """
select f.fact_code, f.person_id,
       case when f.person_id is null then f.household_id else m.household_id end as household_id,
       f.value, f.valid_from, f.valid_to, f.is_known, f.evidence
from found as f
left join linked.household_member as m on m.person_id = f.person_id
"""


def _together(ws: Workspace, rules: dict[str, Rule], codes: Iterable[str]) -> list[Rule]:
    """The facts about persons as one rule, which looks up each person's household once, and those about households."""
    found = []
    for about, wide in _WIDE.items():
        group = [code for code in codes if ws.rulebook.facts[code].about == about]
        if not group:
            continue
        tables = frozenset({MEMBERS}).union(*(rules[code].reading.tables for code in group))
        union = _union(_coded(code, about, rules[code]) for code in group)
        first = rules[group[0]]
        closed = first.closed.union(*(rules[code].closed for code in group))
        reading = first.reading._replace(tables=tables)
        found.append(replace(first, sql=wide + union + _JOIN[about], reading=reading, closed=closed))
    return found


def _coded(code: str, about: str, rule: Rule) -> str:
    return "select '" + code + "' as fact_code, " + about + "_id, " + SAID + " from (\n" + rule.sql + "\n)"


def _union(parts: Iterable[str]) -> str:
    return "\nunion all by name\n".join("(" + part + "\n)" for part in parts)


_WIDE = {
    "person": "select f.fact_code, f.person_id, m.household_id, " + SAID.replace("valid_", "f.valid_") + " from (\n",
    "household": "select fact_code, null::varchar as person_id, household_id, " + SAID + " from (\n",
}
_JOIN = {
    "person": "\n) as f left join linked.household_member as m on m.person_id = f.person_id",
    "household": "\n)",
}
