"""The exact truth of a city as tables (README.md defines every column), from clean rows only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from data_samples.generator import addresses, stories
from data_samples.generator.addresses import PARTS
from data_samples.generator.alerts import alert_truth
from data_samples.generator.benefits import ALWAYS, FOR_EVER, month_name
from data_samples.generator.evidence import assets_of_persons, income_rows
from data_samples.generator.facts import fact_truth
from data_samples.generator.indicators import indicator_truth
from data_samples.generator.reports import report_truth
from data_samples.generator.state import Town
from data_samples.generator.tags import tag_truth

Table = Callable[[Town], pl.DataFrame]


def tables(town: Town, is_first: bool) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every table of what is true on the town's day, one after the other."""
    reports = report_truth(town)
    made: dict[str, Table] = {
        "person": persons,
        "household_member": members,
        "income": lambda t: income_rows(t.records, t.as_of).sort("person", "extract", "source", "period", "fen"),
        "asset": lambda t: assets_of_persons(t.records).sort("person", "item_code", "unit_number"),
        "report": lambda _: reports,
        "rate": lambda _: rates(reports),
        "authorisation": authorisations,
        "benefit": benefits,
        "fact": fact_truth,
        "alert": lambda t: alert_truth(t, is_first),
        "indicator": indicator_truth,
        "tag": tag_truth,
    }
    for name, make in made.items():
        yield name, make(town)
    if is_first:
        yield "story", told(town)
        yield "street", streets(town)


def persons(town: Town) -> pl.DataFrame:
    people, homes = town.people, town.homes
    known = people["registered"]
    register = people["register_household"].clip(0)
    place = {
        prefix: addresses.codes(homes.select(pl.col(f"{prefix}_{part}").alias(part) for part in PARTS)[rows.to_numpy()])
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
        former_id_number="former_id_number",
    ).with_columns(pl.when(pl.col(kin) >= 0).then(pl.col(kin)).alias(kin) for kin in ("father", "mother", "spouse"))


def members(town: Town) -> pl.DataFrame:
    """Who belongs to which household on which basis: residence, register, application."""
    people, homes = town.people, town.homes
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
    applied = town.declared.people_of.select(
        pl.lit("application").alias("basis"), household_number="application_number",
        person="person", relation="relation", is_declared="is_declared",
    )  # fmt: skip
    return pl.concat(part.sort("household_number", "person") for part in (applied, register, lives))


def rates(reports: pl.DataFrame) -> pl.DataFrame:
    """Counts of reports by programme; unclear ones are concluded and cannot be stated, or an objection is pending."""
    concluded = pl.col("is_concluded")
    waits = (pl.col("objection") == "pending").fill_null(False)

    def count(condition: pl.Expr) -> pl.Expr:
        return (concluded & condition).sum().cast(pl.Int64)

    return (
        reports.group_by("programme_code")
        .agg(
            reports=pl.len().cast(pl.Int64),
            concluded=count(pl.lit(True)),
            with_difference=count(pl.col("has_difference") & ~waits),
            under_declared=count(pl.col("under_declared") & ~waits),
            over_declared=count(pl.col("over_declared") & ~waits),
            unclear=count(pl.col("has_difference").is_null() | waits),
            planned_above_line=count(pl.col("is_planned_above_line")),
        )
        .sort("programme_code")
    )


def authorisations(town: Town) -> pl.DataFrame:
    """Written authorisations, also those that were never delivered (flaw missing)."""
    return town.authorised.select(
        "authorisation_number", "application_number", "person", "scope", "signed_date", "valid_to_date", "revoked_date",
        "flaw", is_delivered=pl.col("flaw").is_null() | (pl.col("flaw") != "missing"),
    ).sort("application_number", "person")  # fmt: skip


def benefits(town: Town) -> pl.DataFrame:
    """Monthly aid a household may have or had, and whether it is paid; of the stories see their own records."""
    number = town.declared.applications.select("application", "application_number")
    return (
        town.benefits.join(number, on="application", how="left", maintain_order="left")
        .select(
            "household",
            "application_number",
            programme_code="programme",
            person="person",
            amount_fen="amount",
            from_month=pl.when(pl.col("from_month") != ALWAYS).then(month_name(pl.col("from_month"))),
            until_month=pl.when(pl.col("until_month") != FOR_EVER).then(month_name(pl.col("until_month"))),
            is_claimed="is_claimed",
        )
        .sort("household", "programme_code", "application_number", "from_month")
    )


def told(town: Town) -> pl.DataFrame:
    number = dict(town.declared.applications.select("application", "application_number").iter_rows())
    applied: dict[str, str] = {}
    count = sum(len(story.get("applications", [])) for story in stories.stories())
    for one in stories.story_applications(town.cast, town.plan.height - count):
        code = town.people["story"][int(town.homes["first"][one["household"]])]
        applied[code] = number[one["application"]]
    rows = [
        {
            "story": story["code"],
            "label": story["label"],
            "alias": person["alias"],
            "person": town.cast.person[story["code"], person["alias"]],
            "id_number": stories.number_of(person),
            "application_number": applied.get(story["code"]),
        }
        for story in stories.stories()
        for person in story["people"]
    ]
    return pl.DataFrame(rows, schema_overrides={"application_number": pl.String}, infer_schema_length=None)


def streets(town: Town) -> pl.DataFrame:
    """The streets and committees of the city with the invented roads in them."""
    place = pl.concat([town.homes.select(pl.col(f"{p}_{part}").alias(part) for part in PARTS) for p in ("res", "reg")])
    place = place.unique(["street", "committee", "road"]).sort("street", "committee")
    road = pl.Series(addresses.road_names()).gather(place["road"])
    return addresses.codes(place).with_columns(road=road).sort("committee_code", "road")
