"""Reviewers' decisions (核对_链接裁定): which two delivered records are one person, and which are not."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import polars as pl

from assets.linked.match import FOLDER
from assets.linked.steps import make


class Decisions(NamedTuple):
    """Decisions on nodes, newest first: (one, other, is_same, record key of the first record)."""

    nodes: tuple[tuple[int, int, bool, int], ...]
    id_keys: tuple[int, ...]


class Named(NamedTuple):
    """Decisions on records before nodes are known.

    `ejected` and `named` have a column record_key; `disputed` are record keys of pairs that were decided both ways on
    one day.
    """

    ejected: pl.DataFrame
    named: pl.DataFrame
    disputed: tuple[int, ...]


def read(con: duckdb.DuckDBPyConnection) -> Named:
    """Table `decided` (key_a, key_b, is_same, decided_date): the newest decision on each pair of delivered records.

    Decisions that name records nobody delivered are not obeyed (table `decision_unknown`: record_key of those that were
    delivered); a pair decided both ways on its last day has no
    decision.
    """
    make(con, FOLDER, "decision_record", "decision_on_record", "decision_unknown", "decided")
    if not con.execute("select count(*) from decision_on_record").fetchall()[0][0]:
        nobody = pl.DataFrame(schema={"record_key": pl.Int64})
        return Named(nobody, nobody, ())
    disputed = con.execute("select distinct key_a from decision_on_record where is_disputed order by key_a").fetchall()
    make(con, FOLDER, "ejected_record")
    ejected = con.execute("select distinct record_key from ejected_record order by record_key").pl()
    named = con.execute(
        "select key_a as record_key from decided union select key_b from decided order by record_key"
    ).pl()
    return Named(ejected, named, tuple(key for (key,) in disputed))


def on_nodes(con: duckdb.DuckDBPyConnection) -> tuple[Decisions, pl.DataFrame]:
    """Decisions on the nodes their records are in, and the pairs (q, e) that they forbid to compare."""
    if not con.execute("select count(*) from decided").fetchall()[0][0]:
        return Decisions((), ()), pl.DataFrame(schema={"q": pl.Int32, "e": pl.Int64})
    make(con, FOLDER, "decision_on_node")
    rows = con.execute(
        "select node_a, node_b, is_same, key_a from decision_on_node"
        " order by decided_date desc nulls last, is_same, key_a, key_b"
    ).fetchall()
    apart = [pair for one, other, is_same, _ in rows if not is_same for pair in ((one, other), (other, one))]
    forbidden = sorted({(-one, other) for one, other in apart if one < 0})
    keys = sorted({node for one, other, _, _ in rows for node in (one, other) if node > 0})
    frame = pl.DataFrame(forbidden, schema={"q": pl.Int32, "e": pl.Int64}, orient="row")
    return Decisions(tuple(rows), tuple(keys)), frame
