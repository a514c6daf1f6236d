"""Households: one per person at as-of, by application, roll or register, with an id that outlives its basis."""

from __future__ import annotations

import duckdb
import polars as pl

from assets.linked import keys
from assets.linked.steps import make, put

FOLDER = "households"


def compose(con: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Tables `membership`, `household_anchor` and `household_key` (anchor, household_id)."""
    make(con, FOLDER, "application_member", "register_role", "register_member", "roll_head", "roll_member")
    make(con, FOLDER, "membership", "household_anchor")
    anchors = con.execute("select distinct anchor from household_anchor order by anchor").pl()["anchor"]
    ids = keys.issue(key, "H", ("household:" + anchors).to_list())
    put(con, "household_key", pl.DataFrame({"anchor": anchors, "household_id": ids}))
