"""The exact truth of a city as Parquet tables (README.md defines every column), from clean records only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data_samples.generator import addresses, stories
from data_samples.generator.addresses import PARTS
from data_samples.generator.applications import Declared
from data_samples.generator.benefits import ALWAYS, FOR_EVER, month_name
from data_samples.generator.evidence import Records, assets_of_persons, income_rows
from data_samples.generator.population import Population
from data_samples.generator.reports import report_truth
from data_samples.generator.signals import alert_truth, fact_truth
from data_samples.generator.streams import Streams
from schemas.contract import extracts as contracts


@dataclass(frozen=True)
class City:
    """Everything that is true of a city; people and homes are rows, records hold one clean frame per extract."""

    streams: Streams
    world: Population
    cast: stories.Cast
    plan: pl.DataFrame
    declared: Declared
    authorised: pl.DataFrame
    benefits: pl.DataFrame
    records: Records
    as_of: date


def write(city: City, unreadable: pl.DataFrame, folder: Path) -> None:
    """Writes the truth at the first batch into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, Callable[[], pl.DataFrame]] = {
        "person": lambda: _persons(city),
        "household_member": lambda: _members(city),
        "unreadable": lambda: unreadable.sort("extract", "record_number"),
        "income": lambda: income_rows(city.records, city.as_of).sort(
            "person", "extract", "source", "period", "fen"
        ),
        "asset": lambda: assets_of_persons(city.records).sort("person", "item_code", "unit_number"),
        "report": lambda: report_truth(
            city.world, city.plan, city.declared, city.authorised, city.records, city.as_of
        ),
        "benefit": lambda: _benefits(city),
        "fact": lambda: fact_truth(city.world, city.records, city.as_of),
        "alert": lambda: alert_truth(city.world, city.records, stories.story_alerts(city.cast), city.as_of),
        "story": lambda: _stories(city),
        "street": lambda: _streets(city),
    }
    for name, make in made.items():
        _save(make(), name, folder)


class LinkFile:
    """record.parquet and id_record.parquet, written as the deliveries go: whose every delivered record is, in order of
    batch and extract; the second for records that carry a person's number and no name."""

    SCHEMA = pa.schema(
        [(name, pa.string()) for name in ("extract", "record_number")]
        + [("person", pa.int64())]
        + [(name, pa.string()) for name in ("id_state", "id_dirt", "name_state")]
    )

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.schemas = {"record": self.SCHEMA, "id_record": self.SCHEMA.remove(5)}
        self.files = {
            name: pq.ParquetWriter(
                folder / f"{name}.parquet", schema,
                compression="zstd", compression_level=6, write_statistics=False,
            )
            for name, schema in self.schemas.items()
        }  # fmt: skip

    def add(self, links: pl.DataFrame) -> None:
        """Appends the rows of one extract, ordered by record number."""
        if links.height:
            name = "record" if contracts()[links["extract"][0]].names_a_person else "id_record"
            rows = links.sort("record_number").to_arrow().select(self.schemas[name].names)
            self.files[name].write_table(rows.cast(self.schemas[name]))

    def close(self) -> None:
        for file in self.files.values():
            file.close()


def write_changes(changes: list[pl.DataFrame], folder: Path) -> None:
    """Writes what changed after the first batch, where anything did."""
    if changes:
        _save(pl.concat(changes).sort("batch", "extract", "record_number", "kind"), "change", folder)


def _save(table: pl.DataFrame, name: str, folder: Path) -> None:
    table.write_parquet(folder / f"{name}.parquet", compression="zstd", compression_level=6, statistics=False)


def _persons(city: City) -> pl.DataFrame:
    people, homes = city.world.people, city.world.homes
    known = people["registered"]
    register = people["register_household"].clip(0)
    place = {
        prefix: addresses.codes(
            homes.select(pl.col(f"{prefix}_{part}").alias(part) for part in PARTS)[rows.to_numpy()]
        )
        for prefix, rows in (("res", people["household"]), ("reg", register))
    }
    return people.select(
        "person",
        "name",
        "former_name",
        "id_number",
        "birth_date",
        sex_code=pl.when("male").then(pl.lit("1")).otherwise(pl.lit("2")),
        household="household",
        register_household_number=pl.when(known).then(homes["register_number"].gather(register)),
        street_code=place["res"]["street_code"],
        committee_code=place["res"]["committee_code"],
        register_street_code=pl.when(known).then(place["reg"]["street_code"]),
        is_registered="registered",
        is_deceased=pl.col("died").is_not_null(),
        deceased_date="died",
        moved_out_date="moved_out",
        father="father",
        mother="mother",
        spouse="spouse",
        story="story",
    ).with_columns(
        pl.when(pl.col(kin) >= 0).then(pl.col(kin)).alias(kin) for kin in ("father", "mother", "spouse")
    )


def _members(city: City) -> pl.DataFrame:
    """Who belongs to which household on which basis: residence, register, application."""
    people, homes = city.world.people, city.world.homes
    lives = people.filter(pl.col("moved_out").is_null()).select(
        pl.lit("residence").alias("basis"), household_number=pl.col("household").cast(pl.String),
        person="person", relation="relation", is_declared=pl.lit(None, pl.Boolean),
    )  # fmt: skip
    entries = people.filter("registered")
    register = entries.select(
        pl.lit("register").alias("basis"),
        household_number=homes["register_number"].gather(entries["register_household"]),
        person="person", relation="register_relation", is_declared=pl.lit(None, pl.Boolean),
    )  # fmt: skip
    applied = city.declared.people_of.select(
        pl.lit("application").alias("basis"), household_number="application_number",
        person="person", relation="relation", is_declared="is_declared",
    )  # fmt: skip
    return pl.concat([lives, register, applied]).sort("basis", "household_number", "person")


def _benefits(city: City) -> pl.DataFrame:
    """Monthly aid a household may have or had, and whether it is paid; of the stories see their own records."""
    rows = city.benefits
    number = city.declared.applications.select("application", "application_number")
    within = pl.col("until_month") == FOR_EVER
    return (
        rows.join(number, on="application", how="left", maintain_order="left")
        .select(
            "household",
            "application_number",
            programme_code="programme",
            person="person",
            amount_fen="amount",
            from_month=pl.when(pl.col("from_month") != ALWAYS).then(month_name(pl.col("from_month"))),
            until_month=pl.when(~within).then(month_name(pl.col("until_month"))),
            is_claimed="is_claimed",
        )
        .sort("household", "programme_code")
    )


def _stories(city: City) -> pl.DataFrame:
    number = dict(city.declared.applications.select("application", "application_number").iter_rows())
    applied: dict[str, str] = {}
    for one in stories.story_applications(city.cast, city.plan.height - _story_application_count()):
        code = city.world.people["story"][int(city.world.homes["first"][one["household"]])]
        applied[code] = number[one["application"]]
    rows = [
        {
            "story": story["code"],
            "label": story["label"],
            "alias": person["alias"],
            "person": city.cast.person[story["code"], person["alias"]],
            "id_number": stories.number_of(person),
            "application_number": applied.get(story["code"]),
        }
        for story in stories.stories()
        for person in story["people"]
    ]
    return pl.DataFrame(rows, schema_overrides={"application_number": pl.String}, infer_schema_length=None)


def _story_application_count() -> int:
    return sum(len(story.get("applications", [])) for story in stories.stories())


def _streets(city: City) -> pl.DataFrame:
    """The streets and committees of the city with the invented roads in them."""
    homes = city.world.homes
    place = pl.concat(
        [homes.select(pl.col(f"{p}_{part}").alias(part) for part in PARTS) for p in ("res", "reg")]
    )
    place = place.unique(["street", "committee", "road"]).sort("street", "committee")
    road = pl.Series(addresses.road_names()).gather(place["road"])
    return addresses.codes(place).with_columns(road=road).sort("committee_code", "road")
