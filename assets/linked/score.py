"""From comparison patterns to probabilities: weights learnt on masked records, then competition among candidates."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl

from assets.linked.match import FOLDER
from assets.linked.steps import make, put
from rules.linkage import calibration
from rules.linkage.calibration import Floats, Weights
from rules.linkage.settings import Settings
from rules.linkage.tables import Ints

ENOUGH_MATCHES = 50
"""Known pairs from which on weights are learnt from masked records; with fewer, by EM over all pairs."""
ENOUGH_PAIRS = 5_000
"""Pairs from which on EM has something to learn from; with fewer, the bits of comparisons.toml stand."""


def weigh(con: duckdb.DuckDBPyConnection, settings: Settings) -> list[Weights]:
    """Table `weight` and the weights it came from: within a household, and elsewhere.

    `weight` has pattern, bits, is_name_only, needed: the probability from which on it links, NULL where nothing but a
    common name does. Table `learnt` has what the bits rest on.
    Who is not the same person is another question among kin, who share addresses, than among strangers who share a
    birthday.
    """
    make(con, FOLDER, "pattern_count")
    counts = con.execute("from pattern_count order by pattern").pl()
    patterns, matches, others, pairs = (counts[name].to_numpy() for name in ("pattern", "matches", "others", "pairs"))
    patterns = patterns.astype(np.int64)
    bits, every, known = np.zeros(len(patterns)), [], []
    for part in (counts["is_same_household"].to_numpy(), ~counts["is_same_household"].to_numpy()):
        weights = _weights(patterns[part], matches[part], others[part], pairs[part], settings)
        learnt = calibration.learnt(weights, patterns[part], matches[part], others[part], settings)
        bits[part] = learnt.bits(settings)
        known.append(pl.DataFrame({"pattern": patterns[part], **learnt._asdict()}))
        every.append(weights)
    needed, is_supported = np.full(len(patterns), np.nan), calibration.supported(patterns, settings)
    needed[calibration.name_only(patterns, matches, others, settings)] = settings.name_only.accept_probability
    needed[is_supported] = settings.decision.accept_probability
    columns = {"pattern": counts["pattern"], "bits": bits, "needed": needed, "is_name_only": ~is_supported}
    put(con, "weight", pl.DataFrame(columns).with_columns(pl.col("needed").fill_nan(None)))
    put(con, "learnt", pl.concat(known))
    return every


def _weights(patterns: Ints, matches: Floats, others: Floats, pairs: Floats, settings: Settings) -> Weights:
    if matches.sum() >= ENOUGH_MATCHES:
        return calibration.fit(patterns, matches, others, settings)
    if pairs.sum() >= ENOUGH_PAIRS:
        return calibration.self_trained(patterns, pairs, settings)
    return calibration.start(settings)


def compete(con: duckdb.DuckDBPyConnection, settings: Settings) -> pl.DataFrame:
    """Candidates with the probability that they are the same person.

    A record belongs to at most one holder of an id or register entry: those share one probability, and where an id is
    contradicted by the name only, with its holder. A register entry without an id that belongs to a holder is no rival
    of that holder. Two records without an id are judged by themselves.
    Columns q, e, is_entity, is_same_household, bits, probability; sorted by q, e.
    """
    make(con, FOLDER, "scored_pair", "query")
    pairs = con.execute("from scored_pair order by q, e").pl()
    queries = con.execute("from query order by q").pl()
    entries = queries.filter("is_register")["q"]
    settled = competed(pairs.filter(pl.col("q").is_in(entries.implode())), queries, settings).filter(
        pl.col("e") > 0, pl.col("probability") >= pl.col("needed")
    )
    same = settled.select(e=-pl.col("q").cast(pl.Int64), holder=pl.col("e"))
    others = pairs.filter(~pl.col("q").is_in(entries.implode())).join(same, on="e", how="left")
    others = others.with_columns(e=pl.coalesce("holder", "e")).drop("holder")
    others = others.sort("q", "e", "bits", descending=[False, False, True]).unique(["q", "e"], keep="first")
    every = pl.concat([pairs.filter(pl.col("q").is_in(entries.implode())), others]).sort("q", "e")
    return competed(every, queries, settings)


def competed(pairs: pl.DataFrame, queries: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Pairs sorted by q, e with the column probability."""
    doubted = queries.filter(pl.col("kind") == 1, pl.col("held").is_not_null())
    bits = doubted["birth_of_holder"].replace_strict(settings.holder.bits, return_dtype=pl.Float64)
    holder = pl.DataFrame({"q": doubted["q"], "holder": 2.0 ** bits.to_numpy()})
    odds = 2.0 ** pairs["bits"].to_numpy().clip(-60, 60)
    by_holder = pairs.join(holder, on="q", how="left", maintain_order="left")["holder"].fill_null(0.0).to_numpy()
    q, is_entity = pairs["q"].to_numpy(), pairs["is_entity"].to_numpy()
    first = np.flatnonzero(np.r_[True, q[1:] != q[:-1]][: len(q)])
    rivals = np.add.reduceat(np.where(is_entity, odds, 0.0), first) if len(q) else np.zeros(0)
    total = np.repeat(rivals, np.diff(np.r_[first, len(q)])) + by_holder
    probability = np.round(np.where(is_entity, odds / (1 + total), odds / (1 + odds)), 6)
    return pairs.with_columns(probability=pl.Series(probability, dtype=pl.Float64))
