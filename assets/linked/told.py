"""What the quality of the links means in words: one line for everybody, one sentence where a release must wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from assets.workspace import Workspace
from schemas.codes import code_lists
from schemas.linked import Quality


def line_of(ws: Workspace) -> str:
    """Precision and recall of this batch's residual links with their intervals, by self-test and by reviewers."""
    parts = []
    for source, label in _labels(ws, "quality_source").items():
        rows = [row for row in _rows(ws) if row["source_code"] == source]
        if rows:
            told = "、".join(_told(ws, row) for row in rows)
            parts.append(f"{told}({label} {max(row['tested_count'] for row in rows):,} 次)")
    records = max((row["record_count"] for row in _rows(ws)), default=0)
    return f"残余记录 {records:,} 条: {';'.join(parts)}" if parts else "没有可以自测的残余记录"


def below_floor(ws: Workspace) -> list[str]:
    """Why the links of this batch are too poor to publish, one clause for each measure; none where they are not."""
    return [
        f"{_told(ws, row)}不到下限 {_percent(row['floor_ratio'])}(参数 {_PARAMETER[row['measure_code']]})"
        for row in _rows(ws)
        if row["is_below_floor"]
    ]


_PARAMETER = {"precision": "link_precision_floor", "recall": "link_recall_floor"}


def _rows(ws: Workspace) -> list[dict[str, Any]]:
    """The rows about everybody, precision first."""
    path = ws.path(Quality.key())
    if not path.is_file():
        return []
    return pl.read_parquet(path).filter(pl.col("group_kind") == "all").sort("source_code", "measure_code").to_dicts()


def _told(ws: Workspace, row: Mapping[str, Any]) -> str:
    measure = _labels(ws, "quality_measure")[row["measure_code"]]
    return f"{measure} {_percent(row['rate'])}(95% 区间 {_percent(row['rate_low'])} - {_percent(row['rate_high'])})"


def _percent(rate: float) -> str:
    return f"{rate:.1%}".replace(".0%", "%")


def _labels(ws: Workspace, name: str) -> dict[str, str]:
    return {code: entry.label for code, entry in code_lists(ws.bureau)[name].items()}
