"""Columns of the standardised extracts that hold no value in any row, read from Parquet statistics, never from rows."""

from __future__ import annotations

import pyarrow.parquet as pq

from assets.workspace import Workspace


def empty_columns(ws: Workspace) -> dict[str, frozenset[str]]:
    """Extract with rows -> typed names of its columns that are NULL in every row."""
    return {extract: empty for extract in sorted(ws.delivered) if (empty := _empty(ws, extract))}


def _empty(ws: Workspace, extract: str) -> frozenset[str]:
    metadata = pq.read_metadata(ws.path(f"standardised.{extract}"))
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    nulls: dict[str, int] = {}
    for chunk in (group.column(place) for group in groups for place in range(group.num_columns)):
        statistics = chunk.statistics
        if statistics is None or not statistics.has_null_count:
            continue
        nulls[chunk.path_in_schema] = nulls.get(chunk.path_in_schema, 0) + statistics.null_count
    return frozenset(name for name, count in nulls.items() if 0 < metadata.num_rows == count)
