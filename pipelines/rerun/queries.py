"""Selects of this package: one a file, its first line is the heading under which its rows are printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import duckdb
import polars as pl

from pipelines.columns import aligned
from pipelines.release.statements import Statement


@cache
def query(folder: str, name: str) -> Statement:
    """The select in pipelines/rerun/<folder>/<name>.sql."""
    text = (resources.files("pipelines.rerun") / folder / f"{name}.sql").read_text(encoding="utf-8")
    return Statement(name, text.split("\n", 1)[0].removeprefix("-- "), text.rstrip().rstrip(";"))


def answer(con: duckdb.DuckDBPyConnection, folder: str, name: str) -> tuple[str, pl.DataFrame]:
    """Heading and rows of a select."""
    asked = query(folder, name)
    return asked.label, con.sql(asked.sql).pl()


def printed(label: str, frame: pl.DataFrame, most: int | None = None) -> Iterator[str]:
    """A table for a terminal: numbers to the right, NULL as a dash; nothing where there are no rows."""
    if frame.is_empty():
        return
    yield ""
    yield label
    right = [place for place, name in enumerate(frame.columns) if frame.schema[name].is_numeric()]
    shown = frame.head(most) if most else frame
    rows = [[_cell(value) for value in row] for row in shown.iter_rows()]
    yield from (f"  {line}" for line in aligned([frame.columns, *rows], right))
    if most and frame.height > most:
        yield f"  …… 共 {frame.height:,} 行,其余写在 --csv"


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)
