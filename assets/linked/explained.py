"""What must be kept of the matching so that every link, and every link refused, can be explained later."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from assets.linked.steps import make, put
from rules.linkage.calibration import Weights
from rules.linkage.settings import Settings

FOLDER = "explain"
PRIOR = "prior"
_SCHEMA = {
    "comparison_place": pl.Int32, "comparison": pl.String, "comparison_label": pl.String, "level_number": pl.Int32,
    "level_label": pl.String, "is_same_household": pl.Boolean, "bits": pl.Float64,
}  # fmt: skip


def keep(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame, weights: Sequence[Weights], settings: Settings) -> None:
    """Tables `link_candidate` and `weight_in_words`, which the files of explain/ read.

    `weights` are those within a household and those elsewhere, as `score.weigh` returns them.
    """
    put(con, "compared", pairs.select("q", "e", "probability"))
    make(con, FOLDER, "link_candidate")
    rows: list[tuple[object, ...]] = []
    for is_same_household, known in zip((True, False), weights, strict=True):
        rows.append((0, PRIOR, "起点", 0, "任取一名候选", is_same_household, round(known.prior, 4)))
        for place, (item, bits) in enumerate(zip(settings.comparison, known.by_level, strict=True), 1):
            rows += [
                (place, item.name, item.label, number, level.label, is_same_household, round(float(bits[number]), 4))
                for number, level in enumerate(item.levels)
            ]
    put(con, "weight_in_words", pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
