"""A drawn sample of pairs for reviewers, and what their answers say of all pairs.

The number of a drawn pair tells its batch, its band and how many pairs of its stratum were drawn, under a keyed check:
an answer is counted only where it bears the number of the pair that it is about, so answers to what reviewers were
asked out of doubt never enter, and nothing but the deliveries has to be kept.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from hashlib import sha256

import duckdb
import polars as pl

from assets.linked.shadows import FOLDER
from assets.linked.steps import make, put
from rules.linkage import sampling

NUMBER = re.compile(r"S(\d{4}-\d\d-\d\d)-(\d+)-(\d+)-(\d+)-([A-Z2-7]{8})")
"""Batch, band, pairs of the stratum, drawn ones, check."""
SIDES = ["extract", "record_number", "extract_b", "record_number_b"]
_ANSWER = {
    "batch": pl.String, "band_place": pl.Int32, "extract": pl.String, "weight": pl.Float64, "is_same": pl.Boolean,
    "is_of_this_batch": pl.Boolean,
}  # fmt: skip


def gather(con: duckdb.DuckDBPyConnection) -> None:
    """Table `pair_of_record`: all pairs that a reviewer could be asked about, in bands.

    Needs `link_candidate` and the tables of `persons.number`.
    """
    put(con, "review_band", sampling.review().frame())
    make(con, FOLDER, "pair_of_record")


def draw(con: duckdb.DuckDBPyConnection, batch: str, key: bytes) -> None:
    """Table `link_sample`: the drawn pairs with their numbers; table `sample_answer`: the answers that came back.

    The same pairs, key and batch give the same sample; pairs of this batch that were answered keep their place in it.
    """
    size = sampling.review().model_dump(exclude={"band"})
    put(con, "review_size", pl.DataFrame([{**size, "salt": _check(key, "lot", batch)}]))
    make(con, FOLDER, "sample_decision")
    put(con, "sample_answer", _answers(con, batch, key))
    make(con, FOLDER, "drawn_pair")
    drawn = con.execute("from drawn_pair order by sample_place").pl()
    told = drawn.select("band_place", "pairs", "drawn", *SIDES).iter_rows()
    numbers = [number(key, batch, *row) for row in told]
    put(con, "link_sample", drawn.with_columns(sample_number=pl.Series(numbers, dtype=pl.String)))


def number(key: bytes, batch: str, band_place: int, pairs: int, drawn: int, *sides: str) -> str:
    """The number of a drawn pair; `sides` are extract and record number of either record."""
    told = f"S{batch}-{band_place}-{pairs}-{drawn}"
    return f"{told}-{_check(key, told, *sides)}"


def measure(con: duckdb.DuckDBPyConnection) -> list[sampling.Estimate]:
    """What the answers to the newest answered sample say of this batch's pairs; nothing where there are none."""
    answers = con.execute("from sample_answer order by all").pl()
    answers = answers.filter(pl.col("batch") == pl.col("batch").max())
    if answers.is_empty():
        return []
    counted = con.execute("select band_place, count(*) as pairs from pair_of_record group by band_place").pl()
    every = pl.concat([counted, answers.group_by("band_place").agg(pairs=pl.len().cast(pl.Int64))])
    bands = every.group_by("band_place").agg(pl.col("pairs").sum())
    bands = bands.join(sampling.review().frame().select("band_place", "is_linked"), on="band_place")
    return sampling.estimates(answers, bands)


def _answers(con: duckdb.DuckDBPyConnection, batch: str, key: bytes) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    bands = len(sampling.review().band)
    decided = con.execute("from sample_decision order by all").pl()
    for told, *sides, is_same in decided.select("sample_number", *SIDES, "is_same").iter_rows():
        parts = NUMBER.fullmatch(told)
        if parts is None:
            continue
        asked, place, pairs, drawn = parts[1], *(int(parts[group]) for group in (2, 3, 4))
        is_ours = hmac.compare_digest(told, number(key, asked, place, pairs, drawn, *sides))
        if is_ours and place <= bands:
            rows.append((asked, place, sides[0], pairs / drawn, is_same, asked == batch))
    return pl.DataFrame(rows, schema=_ANSWER, orient="row")


def _check(key: bytes, *told: str) -> str:
    """Eight letters that nobody makes without the key."""
    digest = hmac.new(key, "|".join(("link_sample", *told)).encode(), sha256).digest()
    return b32encode(digest[:5]).decode()
