"""From comparison patterns to probabilities: weights learnt on masked records, then competition among candidates."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl

from assets.linked.match import FOLDER
from assets.linked.steps import make, put
from rules.linkage import calibration
from rules.linkage.calibration import Weights
from rules.linkage.settings import Settings

ENOUGH_MATCHES = 50
"""Known pairs from which on weights are learnt from masked records; with fewer, by EM over all pairs."""
ENOUGH_PAIRS = 5_000
"""Pairs from which on EM has something to learn from; with fewer, the bits of comparisons.toml stand."""


def weigh(con: duckdb.DuckDBPyConnection, settings: Settings) -> Weights:
    """Table `weight` (pattern, bits, is_supported) and the weights it came from."""
    make(con, FOLDER, "pattern_count")
    counts = con.execute("from pattern_count order by pattern").pl()
    patterns, matches, others, pairs = (counts[name].to_numpy() for name in ("pattern", "matches", "others", "pairs"))
    patterns = patterns.astype(np.int64)
    if matches.sum() >= ENOUGH_MATCHES:
        weights = calibration.fit(patterns, matches, others, settings)
    elif pairs.sum() >= ENOUGH_PAIRS:
        weights = calibration.self_trained(patterns, pairs, settings)
    else:
        weights = calibration.start(settings)
    bits = calibration.smoothed(weights, patterns, matches, others, settings)
    supported = calibration.supported(patterns, settings)
    frame = pl.DataFrame({"pattern": counts["pattern"], "bits": bits, "is_supported": supported})
    put(con, "weight", frame)
    return weights


def compete(con: duckdb.DuckDBPyConnection, settings: Settings) -> pl.DataFrame:
    """Candidates with the probability that they are the same person.

    A record belongs to at most one holder of an id or register entry: those share one probability, and where an id is
    contradicted by the name only, with its holder. Two records without an id are judged by themselves.
    Columns q, e, is_entity, is_same_household, bits, probability; sorted by q, e.
    """
    make(con, FOLDER, "scored_pair", "query")
    pairs = con.execute("select q, e, is_entity, is_same_household, bits from scored_pair order by q, e").pl()
    queries = con.execute("select q, birth_of_holder from query where kind = 1 and held is not null").pl()
    odds = 2.0 ** pairs["bits"].to_numpy().clip(-60, 60)
    holder_bits = queries["birth_of_holder"].replace_strict(settings.holder.bits, return_dtype=pl.Float64)
    holder = pl.DataFrame({"q": queries["q"], "holder": 2.0 ** holder_bits.to_numpy()})
    frame = pairs.with_columns(odds=pl.Series(odds, dtype=pl.Float64)).join(holder, on="q", how="left")
    q, is_entity = frame["q"].to_numpy(), frame["is_entity"].to_numpy()
    first = np.flatnonzero(np.r_[True, q[1:] != q[:-1]][: len(q)])
    rivals = np.add.reduceat(np.where(is_entity, odds, 0.0), first) if len(q) else np.zeros(0)
    total = np.repeat(rivals, np.diff(np.r_[first, len(q)])) + frame["holder"].fill_null(0.0).to_numpy()
    probability = np.where(is_entity, odds / (1 + total), odds / (1 + odds))
    return pairs.with_columns(probability=pl.Series(probability, dtype=pl.Float64))
