"""What a release says of every report, household and alert, and where two releases say otherwise."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipelines.release.statements import literal
from pipelines.rerun.queries import query
from pipelines.rerun.recorded import Recorded, attached

TABLES = ("verified.report", "tiered.household_tier", "published.alert")
KEY = ["kind", "subject_id"]
SCHEMA = pl.Schema(dict.fromkeys((*KEY, "household_id", "outcome"), pl.String()))


def of_release(release: Recorded) -> pl.DataFrame:
    """kind, subject_id, household_id, outcome (codes) of a published release, from its warehouse."""
    with duckdb.connect() as con:
        attached(con, release, "released")
        for table in TABLES:
            con.execute(" ".join(("create temp view", table.split(".")[1], "as from", f"released.{table}")))
        return con.sql(query("why", "outcome").sql).pl().cast(SCHEMA)


def of_stages(stages: Path) -> pl.DataFrame:
    """The same from stage tables in a folder."""
    with duckdb.connect() as con:
        for table in TABLES:
            path = stages / f"{table.replace('.', '/')}.parquet"
            con.execute(" ".join(("create view", table.split(".")[1], "as from", f"read_parquet({literal(path)})")))
        return con.sql(query("why", "outcome").sql).pl().cast(SCHEMA)


def changes(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """kind, subject_id, household_id, old, new of everything that is said otherwise; NULL: not there."""
    joined = old.rename({"outcome": "old"}).join(
        new.rename({"outcome": "new", "household_id": "household_now"}), on=KEY, how="full", coalesce=True
    )
    return (
        joined.filter(pl.col("old").ne_missing(pl.col("new")))
        .with_columns(pl.coalesce("household_id", "household_now").alias("household_id"))
        .select(*KEY, "household_id", "old", "new")
        .sort(*KEY)
    )


def with_outcome(changed: pl.DataFrame, other: pl.DataFrame, name: str) -> pl.DataFrame:
    """Changes with one more column: what another way of making it says of the same subjects."""
    said = other.select(*KEY, pl.col("outcome").alias(name))
    return changed.join(said, on=KEY, how="left", maintain_order="left")
