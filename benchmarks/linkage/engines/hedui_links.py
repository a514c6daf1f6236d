"""The links of hedui alone, as the other engines make them: no self-test, explanations, persons or households."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.linked.linking import whose
from benchmarks.linkage.tasks import workspace


def link(task: Path) -> pl.DataFrame:
    return whose(workspace(task)).rename({"person_id": "cluster"})
