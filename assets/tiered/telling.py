"""Makes one table from a rule that also reads what is told for the occasion: conditions, words, a previous batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from assets.workspace import Shard, Workspace, Written
from rules.engine import Rule
from schemas.table import Table


def made(ws: Workspace, table: type[Table], rule: Rule, told: Mapping[str, pl.DataFrame], shards: int = 1) -> Written:
    """Run a rule that returns the rows of a table, shard by shard, and write it; `told` becomes `reference.<name>`."""
    if shards == 1 or table.shard_key is None:
        with ws.session(*rule.inputs) as con:
            tell(con, told)
            return ws.write(con, rule.sql, table)
    parts = []
    for index in range(shards):
        with ws.session(*rule.inputs, shard=Shard(table.shard_key, index, shards)) as con:
            tell(con, told)
            parts.append(con.execute(rule.sql).to_arrow_table())
    return together(ws, table, parts)


def together(ws: Workspace, table: type[Table], parts: Sequence[object]) -> Written:
    """Write the parts of a table as one."""
    with ws.session() as con:
        for index, part in enumerate(parts):
            con.register(f"part_{index}", part)
        return ws.write(con, " union all ".join(f"from part_{index}" for index in range(len(parts))), table)


def tell(con: duckdb.DuckDBPyConnection, told: Mapping[str, pl.DataFrame]) -> None:
    """Put frames into the schema `reference`."""
    for name, frame in told.items():
        con.from_arrow(frame.to_arrow()).create(f"reference.{name}")


def union(rules: Sequence[Rule]) -> str:
    """The rows of several rules together, by column name."""
    return "\nunion all by name\n".join(f"({rule.sql}\n)" for rule in rules)


def previous_frame(previous: Path | None, table: type[Table]) -> pl.DataFrame:
    """The rows of an earlier batch's table; no rows where there is none, NULL for columns that it did not have."""
    schema = table.polars_schema()
    if previous is None:
        return pl.DataFrame(schema=schema)
    frame = pl.read_parquet(previous)
    found = set(frame.columns)
    return frame.select(
        (pl.col(name) if name in found else pl.lit(None)).cast(kind).alias(name) for name, kind in schema.items()
    )
