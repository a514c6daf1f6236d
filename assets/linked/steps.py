"""Runs the select files of rules/linkage: each one makes the temporary table of its own name."""

from __future__ import annotations

from functools import cache
from importlib import resources

import duckdb
import polars as pl

from rules.linkage.settings import Settings


@cache
def text(folder: str, name: str) -> str:
    """The SQL of one file of rules/linkage."""
    return (resources.files("rules.linkage") / folder / f"{name}.sql").read_text(encoding="utf-8")


def make(con: duckdb.DuckDBPyConnection, folder: str, *names: str) -> None:
    """Make the tables of these files of a folder, in this order."""
    for name in names:
        con.execute('create or replace temp table "' + name + '" as ' + text(folder, name))


def view(con: duckdb.DuckDBPyConnection, folder: str, name: str) -> None:
    """One file as a view: read anew by whoever asks."""
    con.execute('create or replace temp view "' + name + '" as ' + text(folder, name))


def put(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """A polars frame as a temporary table."""
    con.register("frame_to_put", frame.to_arrow())
    con.execute('create or replace temp table "' + name + '" as from frame_to_put')
    con.unregister("frame_to_put")


def drop(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Give back the memory of tables that nobody reads any more."""
    for name in names:
        con.execute('drop table "' + name + '"')


def set_thresholds(con: duckdb.DuckDBPyConnection, settings: Settings, block_cap: int | None = None) -> None:
    """The one-row table `threshold` that the files read."""
    values = settings.decision.model_dump() | settings.quality.model_dump()
    values["sample_size"] = settings.calibration.sample_size
    if block_cap is not None:
        values["block_cap"] = block_cap
    put(con, "threshold", pl.DataFrame([values]))
