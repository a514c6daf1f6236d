"""hedui's generic path on FEBRL: its calibration without labels, its competition and its constraints, other fields.

The comparisons of rules/linkage are about Chinese names and ids; here FEBRL's fields stand in their place, and all that
follows is the product's: patterns of levels, weights from self-training, links from the surest on, one-to-one where two
files without duplicates are linked.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from rules.linkage import calibration
from rules.linkage.clusters import Clusters
from rules.linkage.settings import Comparison, Level, Settings, settings
from rules.linkage.tables import Ints

ACCEPT = 0.5
CLOSE, NEAR = 0.9, 0.75
TEXTS = ("given_name", "surname", "address_1", "address_2", "suburb")
DIGITS = ("date_of_birth", "postcode", "soc_sec_id", "street_number")
BITS = {
    "given_name": (-3.0, 0.0, 3.0, 5.0, 4.0), "surname": (-3.0, 0.0, 4.0, 7.0, 4.0),
    "address_1": (-2.0, 0.0, 4.0, 7.0, 5.0), "address_2": (-1.0, 0.0, 4.0, 7.0, 5.0),
    "suburb": (-2.0, 0.0, 5.0, 8.0, 5.0), "date_of_birth": (-4.0, 4.0, 9.0), "postcode": (-2.0, 3.0, 7.0),
    "soc_sec_id": (-5.0, 8.0, 14.0), "street_number": (-1.0, 1.0, 5.0), "state": (-1.0, 1.0),
}  # fmt: skip
"""Bits of the levels from 1 on: different, near, close, same, swapped with its neighbour; of digits: slips, same."""
SWAPPED = {"given_name": "surname", "surname": "given_name", "address_1": "address_2", "address_2": "address_1"}
BLOCKS = """
with block as (
    select record_key, 'a' as rule, given_name || surname as key from record
    union all select record_key, 'a', surname || given_name from record
    union all select record_key, 'b', date_of_birth from record
    union all select record_key, 'c', surname || postcode from record
    union all select record_key, 'd', given_name || postcode from record
    union all select record_key, 'e', address_1 from record
    union all select record_key, 'e', address_2 from record
    union all select record_key, 'f', suburb || street_number from record
    union all select record_key, 'g', given_name || suburb from record
    union all select record_key, 'g', surname || suburb from record
    union all select record_key, 'h', left(surname, 4) || left(date_of_birth, 4) from record
    union all select record_key, 'i', given_name || right(date_of_birth, 4) from record
    union all select record_key, 'j', soc_sec_id from record
),
fine as (
    select rule, key from block where key is not null group by rule, key having count(*) between 2 and 60
)
select distinct a.record_key as one, b.record_key as other
from block as a
join fine using (rule, key)
join block as b using (rule, key)
join record as x on x.record_key = a.record_key
join record as y on y.record_key = b.record_key
where a.record_key < b.record_key and (x.source <> y.source or (select max(source) from record) = 0)
order by one, other
"""


def link(task: Path) -> pl.DataFrame:
    records = pl.read_parquet(task / "records.parquet")
    if "soc_sec_id" not in records.columns:
        records = records.with_columns(soc_sec_id=pl.lit(None, dtype=pl.String))
    con = duckdb.connect()
    con.register("record", records.to_arrow())
    pairs = con.sql(BLOCKS).pl()
    one, other = (pairs.select(record_key=side).join(records, on="record_key", how="left", maintain_order="left")
                  for side in ("one", "other"))  # fmt: skip
    rules = generic()
    patterns = np.zeros(pairs.height, dtype=np.int64)
    for comparison in rules.comparison:
        patterns = patterns * len(comparison.levels) + levels_of(comparison.name, one, other)
    seen, place, counts = np.unique(patterns, return_inverse=True, return_counts=True)
    weights = calibration.self_trained(seen, counts.astype(np.float64), rules)
    bits = weights.of(seen, rules)[place]
    likely = pairs.with_columns(bits=pl.Series(bits), probability=pl.Series(calibration.probability(bits)))
    return joined(
        records,
        likely.filter(pl.col("probability") >= ACCEPT).sort("bits", "one", "other", descending=[True, False, False]),
    )


def generic() -> Settings:
    """The product's settings with FEBRL's comparisons; every level is learnt."""
    found = tuple(
        Comparison(
            name=name, label=name, levels=(Level(label="absent"), *(Level(label=str(bit), bits=bit) for bit in bits))
        )
        for name, bits in BITS.items()
    )
    return settings().model_copy(update={"comparison": found, "support": {}})


def levels_of(name: str, one: pl.DataFrame, other: pl.DataFrame) -> Ints:
    """Level of one comparison for every pair; 0 where either side is empty."""
    a, b = one[name], other[name]
    known = (a.is_not_null() & b.is_not_null()).to_numpy()
    same = (a == b).fill_null(False).to_numpy()
    if name in TEXTS:
        alike = process.cpdist(a.fill_null("").to_list(), b.fill_null("").to_list(), scorer=JaroWinkler.similarity)
        level = np.select([same, alike >= CLOSE, alike >= NEAR], [4, 3, 2], 1)
        if name in SWAPPED:
            crossed = ((a == other[SWAPPED[name]]) & (one[SWAPPED[name]] == b)).fill_null(False).to_numpy()
            level = np.where(crossed & ~same, 5, level)
    elif name in DIGITS:
        slips = process.cpdist(a.fill_null("").to_list(), b.fill_null("").to_list(), scorer=OSA.distance)
        level = np.select([same, slips <= 2 if name == "date_of_birth" else slips <= 1], [3, 2], 1)
    else:
        level = np.where(same, 2, 1)
    return np.where(known, level, 0).astype(np.int64)


def joined(records: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Clusters of the accepted pairs, the surest first; of two files at most one record each."""
    is_linkage = records["source"].max() == 1
    # positive nodes never meet one another, and neither do registered ones: that is one-to-one
    node = {
        key: key + 1 if is_linkage and source == 0 else -key - 1
        for key, source in records.select("record_key", "source").iter_rows()
    }
    clusters = Clusters(frozenset(place for place in node.values() if place < 0) if is_linkage else frozenset())
    for one, other in links.select("one", "other").iter_rows():
        clusters.join(node[one], node[other])
    found = [(key, clusters.find(place)) for key, place in node.items()]
    return pl.DataFrame(found, schema={"record_key": pl.Int64, "cluster": pl.Int64}, orient="row")
