"""Who may be whom: canonical ids first, then candidates for every record whose id does not settle it, with levels."""

from __future__ import annotations

import duckdb
import polars as pl
from rapidfuzz import fuzz, process

from assets.linked.steps import make, put, set_thresholds
from rules.linkage import addresses, codes, id_codes, id_parts, names, tables
from rules.linkage.settings import Settings

FOLDER = "matching"


def read_names(con: duckdb.DuckDBPyConnection) -> None:
    """Tables of the ids with their names; every name and address in use coded once (`name`, `address`)."""
    make(con, FOLDER, "id_name", "name_in_use")
    texts = con.execute("select name_text from name_in_use order by name_id").pl()["name_text"]
    frame = codes.encode(texts.to_list()).with_row_index("name_id", offset=1)
    put(con, "name", frame.cast({"name_id": pl.Int32}))
    put(con, "shape", pl.DataFrame({"characters": tables.shape_pairs()}))
    make(con, FOLDER, "address_in_use")
    texts = con.execute("select address from address_in_use order by address_id").pl()["address"]
    frame = addresses.encode(texts).with_row_index("address_id", offset=1)
    put(con, "address", frame.cast({"address_id": pl.Int32}))


def settle_ids(con: duckdb.DuckDBPyConnection, ejected: pl.DataFrame, named: pl.DataFrame) -> None:
    """Who holds each id (`holder`), whose names contradict it (`conflict`), and what remains (`residual`).

    `ejected`: record keys that a reviewer took out of the person of their id; `named`: record keys in any decision.
    """
    make(con, FOLDER, "held_name", "former_name", "doubtful_name", "doubtful_pair")
    compare_names(con, "doubtful_pair")
    make(con, FOLDER, "holder", "agreed_name", "known_name", "conflict", "alike_name")
    make(con, FOLDER, "lone_id", "suspect_id", "second_entry", "sample_share")
    put(con, "ejected", ejected)
    put(con, "named", named)
    make(con, FOLDER, "looked_at", "residual", "contradicted", "masked_sample", "residual_group")


def gather(con: duckdb.DuckDBPyConnection) -> None:
    """Table `profile`: residual groups, masked records and shadows, which are to be compared."""
    texts = con.execute(
        "select id_text from residual where id_text is not null union select id_text from shadow"
        " where id_text is not null order by id_text"
    ).pl()
    put(con, "id_part", id_parts.parts(texts["id_text"]))
    make(con, FOLDER, "profile")


def find_candidates(con: duckdb.DuckDBPyConnection, settings: Settings, forbidden: pl.DataFrame) -> None:
    """Candidates of every profile with their comparison `pattern`; `forbidden` pairs (q, e) are not compared."""
    make(con, FOLDER, "registered", "entity_name", "entity_home", "entity_phone", "entity_application")
    make(con, FOLDER, "entity_shared", "wanted_address", "housed", "known_id", "query_key", "entity_key", "block")
    put(con, "near_miss", _near_misses(con))
    put(con, "forbidden", forbidden)
    set_thresholds(con, settings, _affordable_cap(con, settings))
    make(con, FOLDER, "relative", "context_entity", "context_home", "kin", "context_kin", "candidate", "candidate_pair")
    make(con, FOLDER, "rare_area")
    put(con, "two_slips", _two_slips(con))
    compare_names(con, "candidate_pair")
    make(con, FOLDER, "name_share", "pair_name", "pair_phone", "entity_address", "pair_address", "pair_shared")
    make(con, FOLDER, "pair_application", "pair_household", "pair_roster", "entity_person", "pattern")


def compare_names(con: duckdb.DuckDBPyConnection, pairs: str) -> None:
    """Table `name_level` of the pairs of a table (name_a, name_b); long names are compared by RapidFuzz."""
    con.execute('create or replace temp view name_pair as from "' + pairs + '"')
    make(con, FOLDER, "compare_names", "long_pair")
    long = con.execute("from long_pair order by name_a, name_b").pl()
    if long.height:
        ratios = process.cpdist(long["text_a"].to_list(), long["text_b"].to_list(), scorer=fuzz.ratio)
        long = long.filter(pl.Series(ratios >= names.LONG_SIMILARITY))
    put(con, "long_similar", long.select("name_a", "name_b"))
    make(con, FOLDER, "name_level")


def _near_misses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Ids one slip away from the faulty texts: q, id_key."""
    texts = con.execute("select q, id_digits from profile where id_digits is not null order by q").pl()
    found = id_codes.near_misses(texts["id_digits"])
    return found.select(q=texts["q"].gather(found["row"]), id_key="id_key")


def _two_slips(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Candidates whose id is two slips away from the faulty text: q, e."""
    make(con, FOLDER, "misread_pair")
    pairs = con.execute("from misread_pair order by q, e").pl()
    return pairs.select("q", "e").filter(id_codes.are_two_slips_apart(pairs["id_digits"], pairs["e"]))


def _affordable_cap(con: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """The largest block size up to the configured cap whose pairs stay within the budget."""
    sizes = con.execute(
        "select entities, sum(queries * entities)::bigint as pairs from block group by entities order by entities"
    ).fetchall()
    profiles = con.execute("select count(*) from profile").fetchall()[0][0]
    budget = profiles * settings.decision.pairs_per_record
    total, cap = 0, 1
    for entities, pairs in sizes:
        total += pairs
        if entities > settings.decision.block_cap or total > budget:
            break
        cap = entities
    return int(cap)
