"""The pipeline held against a made-up city's exact truth, measured stage by stage: `measures()` gives rows that
`test_city.py` compares with the bars of golden/city/bars.csv and that anybody can print:

    python -m tests.city OUT CITY [BATCH]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from data_samples.generator.history import at
from schemas.contract import extracts

USABLE = ("right", "normalisable")
SNAPSHOTS = [name for name, contract in extracts().items() if contract.mode == "snapshot"]
COUNTED = ("L1", "L3")
CORRECT = pl.col("is_right").fill_null(False)


class Measure(NamedTuple):
    """`right` of `of` things of one kind; `code` is `<stage>.<what>`."""

    code: str
    right: int
    of: int

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None


class City:
    """What a run made of one batch beside what is true on that day.

    `ours` of a true person is the person id that most of its records carry.
    """

    def __init__(self, stages: Path, truth: Path, batch: str) -> None:
        self.stages, self.folder, self.batch = stages, truth, batch

    def truth(self, name: str) -> pl.DataFrame:
        return at(self.folder, name, self.batch)

    def made(self, key: str) -> pl.DataFrame:
        stage, name = key.split(".", 1)
        return pl.read_parquet(self.stages / stage / f"{name}.parquet")

    @cached_property
    def records(self) -> pl.DataFrame:
        """Delivered records, with their true person and ours; not those that a later snapshot no longer holds."""
        links = self.made("linked.record_link").unique(["extract", "record_number"], keep="first")
        rows = pl.read_parquet(self.folder / "record.parquet").filter(pl.col("batch") <= self.batch)
        dropped = (pl.col("extract").is_in(SNAPSHOTS)) & (pl.col("batch") < self.batch)
        both = rows.join(
            links.drop("batch"), on=["extract", "record_number"], how="left", maintain_order="left"
        ).filter(pl.col("person_id").is_not_null() | ~dropped)
        ours = (
            both.drop_nulls("person_id").group_by("person", "person_id").len()
            .sort("len", "person_id", descending=[True, False]).unique("person", keep="first", maintain_order=True)
            .select("person", ours="person_id")
        )  # fmt: skip
        both = both.join(ours, on="person", how="left", maintain_order="left")
        return both.with_columns(is_right=pl.col("person_id") == pl.col("ours"))

    @cached_property
    def ours(self) -> pl.DataFrame:
        """person, ours, household_id: our id of each true person and where we place it."""
        homes = self.made("linked.household_member").select("household_id", ours="person_id")
        known = self.records.select("person", "ours").unique("person").drop_nulls()
        return known.join(homes, on="ours", how="left")

    @cached_property
    def sure_persons(self) -> pl.Series:
        """True persons all of whose records are linked right, none of them waiting for a reviewer (L2)."""
        sure = pl.col("is_right") & pl.col("link_tier").is_in(COUNTED)
        found = self.records.group_by("person").agg(is_sure=sure.fill_null(False).all())
        return found.filter("is_sure")["person"]

    @cached_property
    def reports(self) -> pl.DataFrame:
        """Concluded reports beside their truth, only those of whose members every record is linked right."""
        unsure = self.ours.filter(~pl.col("person").is_in(self.sure_persons.implode()))["ours"]
        # a record of ours that belongs to somebody else
        strange = self.records.filter(~CORRECT)["person_id"].drop_nulls()
        # a death that no department has told of yet: nobody can know
        told = self.truth("fact").filter(pl.col("fact_code") == "deceased").select("person")
        dead = self.truth("person").filter("is_deceased").join(told, on="person", how="anti")
        unheard = dead.join(self.ours, on="person")["ours"].drop_nulls()
        members = self.made("verified.report_member")
        touched = members.filter(pl.col("person_id").is_in(pl.concat([unsure, strange, unheard]).unique().implode()))
        both = self.truth("report").join(
            self.made("verified.report"), on="application_number", how="left", suffix="_found"
        )
        touched_numbers = touched["application_number"].unique()
        return both.filter(
            pl.col("is_concluded") & ~pl.col("application_number").is_in(touched_numbers.implode())
            & pl.col("conclusion").is_not_null()
        )  # fmt: skip

    @cached_property
    def same_homes(self) -> pl.DataFrame:
        """household, household_id: homes of whose living members we have exactly the same persons."""
        people = self.truth("person").select("person", "household", "is_deceased", "moved_out_date")
        living = people.filter(~pl.col("is_deceased") & pl.col("moved_out_date").is_null())
        gone = people.join(living, on="person", how="anti").join(self.ours, on="person")["ours"]
        found = living.join(self.ours, on="person", how="left")
        homes = found.group_by("household").agg(
            pl.col("household_id").first(), pl.len().alias("members"),
            is_one=(pl.col("household_id").n_unique() == 1) & (pl.col("household_id").null_count() == 0),
        )  # fmt: skip
        ours = self.made("linked.household_member").filter(~pl.col("person_id").is_in(gone.implode()))
        size = ours.group_by("household_id").agg(found_members=pl.len())
        return (
            homes.filter("is_one").join(size, on="household_id")
            .filter(pl.col("members") == pl.col("found_members")).select("household", "household_id")
        )  # fmt: skip


def measures(city: City) -> Iterator[Measure]:
    """Every measure of a city, in the order of the stages."""
    from tests import city_findings, city_links

    yield from city_links.measures(city)
    yield from city_findings.measures(city)


def main(arguments: list[str]) -> None:
    out, made, *day = arguments
    batch = day[0] if day else (Path(out) / "CURRENT").read_text(encoding="utf-8").strip()[:10]
    city = City(Path(out) / "state" / "stages" / batch, Path(made) / "truth", batch)
    for code, right, of in measures(city):
        print(f"{code:44}{right:>9,} / {of:<9,} {right / of:8.2%}" if of else f"{code:44}{'-':>9}")


if __name__ == "__main__":
    main(sys.argv[1:])
