"""Shadows: records whose person is known play the residual ones, so that every run tests its own links."""

from __future__ import annotations

import duckdb
import polars as pl

from assets.linked.steps import make, put
from rules.linkage import id_codes, slips

FOLDER = "quality"

_CAST = "from shadow order by shadow_of, number"
_KNOWN = "select id_key from near_id semi join id_name using (id_key) order by id_key"


def cast(con: duckdb.DuckDBPyConnection) -> None:
    """Table `shadow`: for each residual way of writing a few known records with the same cells and a like fault.

    Their ids are hidden or spoilt; `held` says whose they are.
    """
    make(con, FOLDER, "register_home", "shadow_subject", "shadow_donor", "shadow")
    rows = con.execute(_CAST).pl()
    texts = rows["faulty_text"].drop_nulls().unique().sort()
    misses = id_codes.near_misses(texts)
    put(con, "near_id", misses.select("id_key").unique())
    known = con.execute(_KNOWN).pl()["id_key"]
    near = set(texts.gather(misses.filter(pl.col("id_key").is_in(known.implode()))["row"]).to_list())
    cells = rows.select("id_number", "faulty_text", "shadow_of", "number", "is_borrowed").iter_rows()
    spoilt = [
        None if faulty is None or is_borrowed else slips.alike(own, faulty, faulty in near, subject * 7 + number)
        for own, faulty, subject, number, is_borrowed in cells
    ]
    put(con, "shadow", rows.with_columns(id_text=pl.Series(spoilt, dtype=pl.String)))
