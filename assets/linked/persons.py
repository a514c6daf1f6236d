"""Persons: their ids, which record belongs to whom, and what is known of each (private)."""

from __future__ import annotations

import duckdb
import polars as pl

from assets.linked import keys
from assets.linked.assign import Assignment
from assets.linked.steps import make, put, view
from rules.linkage import id_codes

FOLDER = "persons"


def number(con: duckdb.DuckDBPyConnection, assignment: Assignment, disputed: tuple[int, ...], key: bytes) -> None:
    """Tables `node_person` (node, person_id, id_number) and `record_node`, which leads from records to it."""
    put(con, "assigned", assignment.groups)
    put(con, "merged_id", assignment.merged)
    doubtful = sorted({*assignment.contradictory, *disputed})
    put(con, "disputed", pl.DataFrame({"record_key": doubtful}, schema={"record_key": pl.Int64}))
    make(con, FOLDER, "residual_node", "id_node", "node_best_id", "node_anchor")
    view(con, FOLDER, "record_node")
    make(con, FOLDER, "second_number")
    nodes = con.execute("from node_best_id order by node").pl()
    numbers = id_codes.canonical_texts(nodes["id_key"])
    with_id = pl.DataFrame({"node": nodes["node"], "id_number": numbers, "anchor": "id:" + numbers})
    without = con.execute("select node, null::varchar as id_number, anchor from node_anchor order by node").pl()
    every = pl.concat([with_id, without])
    ids = keys.issue(key, "P", every["anchor"].to_list())
    put(con, "node_person", every.select("node", "id_number", person_id=ids))


def describe(con: duckdb.DuckDBPyConnection) -> None:
    """Table `identity`: one row per person with everything that is known of it."""
    make(con, FOLDER, "register_row", "death", "residual_person", "id_person", "known_phone")
    make(con, FOLDER, "live_application", "application_person", "newest_application")
    make(con, FOLDER, "street_vote", "address_street", "said_address", "residence", "identity")
