"""How good the links of this run are, told without truth: known records in the shape of residual ones linked anew."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from assets.linked import score
from assets.linked.shadows import FOLDER
from assets.linked.steps import make, put
from rules.linkage import calibration, names
from rules.linkage.intervals import predictive
from rules.linkage.sampling import Estimate
from rules.linkage.settings import Settings

GROUP = ["group_kind", "group_code"]
ESTIMATE = {
    "source_code": pl.String, "measure_code": pl.String, "group_kind": pl.String, "group_code": pl.String,
    "rate": pl.Float64, "rate_low": pl.Float64, "rate_high": pl.Float64, "tested_count": pl.Int32,
    "record_count": pl.Int32,
}  # fmt: skip


def measure(con: duckdb.DuckDBPyConnection, settings: Settings, reviewed: Sequence[Estimate]) -> None:
    """Table `estimate`: precision and recall of the residual links with their intervals, as a whole and by group.

    `reviewed`: what reviewers' answers say of the whole, beside the self-test.
    """
    make(con, FOLDER, "shadow_pair", "shadow_query", "shadow_name")
    found = outcomes(con, settings)
    _mark_rare(con)
    make(con, FOLDER, "shadow_group")
    grouped = con.execute("from shadow_group order by q, group_kind, group_code").pl().join(found, on="q")
    rows = [
        *_estimates("precision", grouped.filter("is_linked")),
        *_estimates("recall", grouped.filter(~pl.col("is_lone"))),
        *(("clerical", told.measure, "all", "all", *told[1:]) for told in reviewed),
    ]
    put(con, "estimate", pl.DataFrame(rows, schema=ESTIMATE, orient="row"))


def outcomes(con: duckdb.DuckDBPyConnection, settings: Settings) -> pl.DataFrame:
    """What became of each shadow whose subject ended as L3 or L0.

    Columns q, shadow_of, weight (residual records it speaks for), is_lone (nobody else knows its person), is_linked,
    is_right. Weights of patterns that the same record helped to learn are taken without it.
    """
    queries = con.execute("from shadow_query order by q").pl()
    pairs = con.execute("from shadow_pair order by q, e").pl()
    learnt = calibration.Learnt(*(pairs[name].to_numpy() for name in calibration.Learnt._fields))
    bits = learnt.bits(settings)
    pairs = (
        pairs.with_columns(bits=pl.Series(bits, dtype=pl.Float64), e=pl.when("is_entity").then("node").otherwise("e"))
        .sort("q", "e", "bits", descending=[False, False, True])
        .unique(["q", "e"], keep="first", maintain_order=True)
    )
    likely = pl.col("probability") >= pl.col("needed")
    accepted = score.competed(pairs, queries, settings).filter(likely)
    best = accepted.sort("q", "is_entity", "bits", "e", descending=[False, True, True, False])
    best = best.unique("q", keep="first", maintain_order=True).select("q", found="node")
    judged = queries.filter(pl.col("tier").is_in(["L0", "L3"])).join(best, on="q", how="left", maintain_order="left")
    return judged.select(
        "q", "shadow_of", "weight", "is_lone", is_linked=pl.col("found").is_not_null(),
        is_right=pl.col("found").eq_missing(pl.col("node")),
    )  # fmt: skip


def _mark_rare(con: duckdb.DuckDBPyConnection) -> None:
    """Table `rare_name`: the names of shadows, marked where a character is outside GB 2312 however it is written."""
    rows = con.execute("from shadow_name order by q, name_text").pl()
    texts = rows["name_text"].unique().sort()
    rare = pl.Series([names.has_rare_character(text) for text in texts], dtype=pl.Boolean)
    put(con, "rare_name", rows.join(pl.DataFrame({"name_text": texts, "is_rare": rare}), on="name_text"))


def _estimates(measure_code: str, tests: pl.DataFrame) -> list[tuple[object, ...]]:
    """One row per group: the weighted share of right ones, its interval, tests and residual records spoken for."""
    weight, right = pl.col("weight"), pl.col("weight") * pl.col("is_right")
    subjects = tests.group_by([*GROUP, "shadow_of"]).agg(weight.sum())
    spread = subjects.group_by(GROUP).agg(records_effective=weight.sum() ** 2 / (weight**2).sum())
    groups = tests.group_by(GROUP).agg(
        rate=right.sum() / weight.sum(), tests=pl.len(), records=weight.sum(),
        tests_effective=weight.sum() ** 2 / (weight**2).sum(),
    )  # fmt: skip
    return [
        ("self_test", measure_code, row["group_kind"], row["group_code"], round(row["rate"], 6),
         *predictive(row["rate"], row["tests_effective"], row["records_effective"]), row["tests"],
         round(row["records"]))
        for row in groups.join(spread, on=GROUP).sort(GROUP).iter_rows(named=True)
    ]  # fmt: skip
