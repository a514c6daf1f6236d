"""The exact truth of a city as Parquet tables (README.md defines every column), from clean records only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data_samples.generator import addresses, evidence, stories
from data_samples.generator.addresses import PARTS
from data_samples.generator.applications import Declared
from data_samples.generator.population import Population
from data_samples.generator.reports import report_truth
from data_samples.generator.signals import alert_truth, fact_truth
from data_samples.generator.streams import Streams


@dataclass(frozen=True)
class City:
    """Everything that is true of a city; people and homes are rows, records hold one clean frame per extract."""

    streams: Streams
    world: Population
    cast: stories.Cast
    plan: pl.DataFrame
    declared: Declared
    authorised: pl.DataFrame
    records: evidence.Records
    as_of: date


def write(city: City, links: pl.DataFrame, unreadable: pl.DataFrame, folder: Path) -> None:
    """Writes all truth tables into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "person": _persons(city),
        "household_member": _members(city),
        "record": links.sort("extract", "record_number"),
        "unreadable": unreadable.sort("extract", "record_number"),
        "income": evidence.income_rows(city.records, city.as_of).sort(
            "person", "extract", "source", "period", "fen"
        ),
        "asset": evidence.assets_of_persons(city.records).sort("person", "item_code", "unit_number"),
        "report": report_truth(city.world, city.plan, city.declared, city.authorised, city.records, city.as_of),
        "fact": fact_truth(city.world, city.records, city.as_of),
        "alert": alert_truth(city.world, city.records, stories.story_alerts(city.cast), city.as_of),
        "story": _stories(city),
        "street": _streets(city),
    }
    for name, table in tables.items():
        table.write_parquet(
            folder / f"{name}.parquet", compression="zstd", compression_level=12, statistics=False
        )


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
