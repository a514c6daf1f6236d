"""Makes verified.fact: every fact's own SQL, run once, its code added; no fact is decided here."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from assets.workspace import Shard, Workspace, Written
from rules.engine import Rule
from schemas.verified import Fact

COLUMNS = "person_id, household_id, value, valid_from, valid_to, is_known, evidence"


def fact_rules(ws: Workspace) -> dict[str, Rule]:
    """Fact code -> its rule, the SQL widened by `fact_code`.

    Raises:
        RulebookError: a fact's file is not a valid rule or reads what its purpose does not allow.
    """
    return {
        code: _coded(code, ws.rule(spec.file.removesuffix(".toml") + ".sql", spec.purpose))
        for code, spec in ws.rulebook.facts.items()
    }


def facts(ws: Workspace, shards: int = 1) -> Written:
    """Make verified.fact; with `shards`, each fact stays inside its own key (person_id or household_id).

    Raises:
        duckdb.Error: a fact's SQL does not return the columns of a fact.
    """
    rules = fact_rules(ws)
    if shards == 1:
        return ws.make(Fact, *rules.values())
    keys = {code: spec.shard_key for code, spec in ws.rulebook.facts.items()}
    parts = []
    for key, codes in groupby(sorted(rules, key=keys.__getitem__), key=keys.__getitem__):
        group = [rules[code] for code in codes]
        inputs = sorted({name for rule in group for name in rule.inputs})
        union = "\nunion all by name\n".join(f"({rule.sql}\n)" for rule in group)
        for index in range(shards):
            with ws.session(*inputs, shard=Shard(key, index, shards)) as con:
                parts.append(con.sql(union).to_arrow_table())
    with ws.session() as con:
        for index, part in enumerate(parts):
            con.register(f"part_{index}", part)
        return ws.write(con, " union all ".join(f"from part_{index}" for index in range(len(parts))), Fact)


def _coded(code: str, rule: Rule) -> Rule:
    return replace(rule, sql="select '" + code + "' as fact_code, " + COLUMNS + " from (\n" + rule.sql + "\n)")
