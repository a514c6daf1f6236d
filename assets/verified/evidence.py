"""Makes verified.person_evidence: every item's own SQL says which rows belong to it, one rule gives them to persons."""

from __future__ import annotations

import duckdb

from assets.workspace import Shard, Workspace, Written
from rules.engine import Rule
from schemas.verified import PersonEvidence

SHARED = "verification/person_evidence.sql"
PURPOSE = "verification"


def item_rules(ws: Workspace) -> list[Rule]:
    """The SQL of every item, each checked against the purpose that its description states.

    Raises:
        RulebookError: an item's file is not a valid rule or reads what its purpose does not allow.
    """
    return [ws.rule(item.file.replace(".toml", ".sql"), item.purpose) for item in ws.rulebook.items.values()]


def person_evidence(ws: Workspace, shards: int = 1) -> Written:
    """Make verified.person_evidence; the rows of the items stand in the view `item_row` while the shared rule runs.

    Raises:
        duckdb.Error: an item's SQL returns a column that the shared rule cannot use.
    """
    items, shared = item_rules(ws), ws.rule(SHARED, PURPOSE)
    needed = sorted({name for rule in (*items, shared) for name in rule.inputs})
    closed = frozenset[str]().union(*(rule.closed for rule in items))
    if shards == 1:
        with ws.session(*needed, closed=closed) as con:
            lay(con, items)
            return ws.write(con, shared.sql, PersonEvidence)
    parts = []
    for index in range(shards):
        with ws.session(*needed, shard=Shard("person_id", index, shards), closed=closed) as con:
            lay(con, items)
            parts.append(con.sql(shared.sql).to_arrow_table())
    with ws.session() as con:
        for index, part in enumerate(parts):
            con.register(f"part_{index}", part)
        return ws.write(con, " union all ".join(f"from part_{index}" for index in range(shards)), PersonEvidence)


def lay(con: duckdb.DuckDBPyConnection, items: list[Rule]) -> None:
    """Create the view `item_row` over the tables of a session: the rows of every item, in one shape."""
    con.execute("create view item_row as " + _COLUMNS + "\nunion all by name\n".join(f"({r.sql}\n)" for r in items))


_COLUMNS = """
select null::varchar as person_id, null::varchar as kind, null::varchar as unit_text, null::integer as quantity,
       null::double as share, null::bigint as amount_fen, null::varchar as month, null::date as as_of_date,
       null::date as valid_from, null::date as valid_to, null::varchar as refused, null::boolean as is_exempt,
       null::ubigint as likeness, null::varchar as payer
where false
union all by name
"""
"""What an item's SQL may leave out, in the types that the shared rule expects."""
