"""hedui's own engine as it ships: the whole stage `linked`, households and descriptions of persons included."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.linked.linking import link as make_linked
from benchmarks.linkage.tasks import workspace


def link(task: Path) -> pl.DataFrame:
    ws = workspace(task)
    make_linked(ws)
    return pl.read_parquet(ws.path("linked.record_link")).select("record_key", cluster="person_id")
