"""The long form of test_link_quality: twenty cities, how often an interval of linked.quality holds the truth.

`make coverage` prints one line a city and fails below eighteen of twenty; about two CPU minutes.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import polars as pl

from tests.link_truth import linked_city, measured, residual

CITIES, NEEDED, SLACK = 20, 18, 1e-4
"""Intervals are rounded to four decimals."""


def main() -> int:
    """Exit code 0 where each measure is covered often enough."""
    covered: Counter[str] = Counter()
    for seed in range(1, CITIES + 1):
        persons, extracts = 3000 + seed * 977 % 5001, None if seed % 2 else ["all"]
        with tempfile.TemporaryDirectory() as folder:
            ws = linked_city(Path(folder), persons, 100 + seed, extracts)
            truth = measured(residual(ws, Path(folder)))
            told = pl.read_parquet(ws.path("linked.quality")).filter(group_kind="all", source_code="self_test")
        line = [f"{seed:2} {persons:5}"]
        for row in told.sort("measure_code").iter_rows(named=True):
            true = truth[row["measure_code"]]
            is_covered = row["rate_low"] - SLACK <= true.rate <= row["rate_high"] + SLACK
            covered[row["measure_code"]] += is_covered
            line.append(
                f"{row['measure_code']} {true.right}/{true.total} = {true.rate:.4f} in "
                f"{row['rate_low']:.4f} - {row['rate_high']:.4f} {'yes' if is_covered else 'NO'}"
            )
        print(" | ".join(line), flush=True)
    print({name: f"{count} of {CITIES}" for name, count in sorted(covered.items())})
    return 0 if min(covered.values(), default=0) >= NEEDED else 1


if __name__ == "__main__":
    sys.exit(main())
