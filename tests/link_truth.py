"""What the truth of a made-up city says of its links: the residual records, whose they are and where they ended."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from assets.batches import land_in_order
from assets.linked import link
from assets.standardised.standardise import standardise
from assets.workspace import Workspace
from data_samples.generator.city import make
from tests.city import City

DAY = datetime.date(2017, 12, 31)
REGISTER, DECISION = "公安_户籍人口", "核对_链接裁定"
NUMBERED = ["extract", "record_number"]


class Share(NamedTuple):
    """So many right ones of so many."""

    right: int
    total: int

    @property
    def rate(self) -> float:
        return self.right / self.total


def linked_city(folder: Path, persons: int, seed: int, extracts: list[str] | None = None) -> Workspace:
    """A city made and taken through the stage linked."""
    make(folder, persons, seed, extracts=extracts)
    ws = Workspace(out=folder / "out", batch=str(DAY), as_of=DAY, inbox=folder / "inbox", key=b"k" * 32)
    land_in_order(ws)
    standardise(ws)
    link(ws)
    return ws


def residual(ws: Workspace, city: Path) -> pl.DataFrame:
    """Residual records that were not decided by a reviewer, beside the truth: is_linked, is_right, is_lone.

    Right is a record that ended with most of its person's records, at a person most of whose records are that person's.
    """
    stages = ws.path("linked.record_link").parents[1]
    every = City(stages, city / "truth", ws.batch).records.drop_nulls("person_id").unique(NUMBERED)
    counted = (
        every.group_by("person", "person_id").len().sort("len", "person_id", "person", descending=[True, False, False])
    )
    owner = counted.unique("person_id", keep="first", maintain_order=True).select("person_id", owner="person")
    rest = (
        every.join(owner, on="person_id").with_columns(records=pl.len().over("person"))
        .filter(pl.col("link_tier").is_in(["L0", "L3"]), pl.col("extract") != REGISTER)
    )  # fmt: skip
    decided = ws.path(f"standardised.{DECISION}")
    if decided.is_file():
        told = pl.read_parquet(decided)
        for side in ("a", "b"):
            named = told.select(extract=f"extract_{side}", record_number=f"record_number_{side}")
            rest = rest.join(named.unique(), on=NUMBERED, how="anti")
    return rest.with_columns(
        is_linked=pl.col("link_tier") == "L3",
        is_lone=pl.col("records") == 1,
        is_owned=pl.col("owner") == pl.col("person"),
        is_right=pl.col("is_right") & (pl.col("owner") == pl.col("person")),
    )  # fmt: skip


def measured(rest: pl.DataFrame) -> dict[str, Share]:
    """True precision and recall of `residual`."""
    linked, known = rest.filter("is_linked"), rest.filter(~pl.col("is_lone"))
    return {
        "precision": Share(int(linked["is_owned"].sum()), linked.height),
        "recall": Share(int(known["is_right"].sum()), known.height),
    }
