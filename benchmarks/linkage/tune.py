"""Chooses the threshold of an engine on a city it is not judged on: python -m benchmarks.linkage.tune TASK TRUTH.

Prints missed records and false links of splink_residual for thresholds; the least sum is THRESHOLD of that engine.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.linkage import scores
from benchmarks.linkage.engines import splink_residual
from benchmarks.linkage.engines.splink_all import MEMORY

THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)


def main(task: Path, truth: pl.DataFrame) -> None:
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": "2"})
    best = splink_residual.candidates(con, task, min(THRESHOLDS))
    for threshold in THRESHOLDS:
        found = splink_residual.assigned(con, best.filter(pl.col("probability") >= threshold))
        found = found.with_columns(pl.col("cluster").cast(pl.String))
        missed, wrong = scores.missed(found, truth), scores.false_links(found, truth)
        print(f"{threshold:<6} missed {missed:>6,} false {wrong:>6,} together {missed + wrong:>6,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), pl.read_parquet(sys.argv[2]))
