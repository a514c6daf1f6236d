"""Measures of the stages landed and linked against the truth of a made-up city."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tests.city import CORRECT, USABLE, City, Measure

REGISTER = "公安_户籍人口"


def measures(city: City) -> Iterator[Measure]:
    records = city.records
    yield _count("linked.no_record_lost", records, pl.col("person_id").is_not_null())
    usable = records.filter(pl.col("id_state").is_in(USABLE))
    yield _count("linked.usable_id", usable, CORRECT)
    for state in ("typo", "damaged", "borrowed", "second", "missing", "dummy"):
        yield _count(f"linked.id_{state}", records.filter(pl.col("id_state") == state), CORRECT)
    for difficulty in ("id_other_name", "name_and_more", "unique_name", "ambiguous"):
        yield _count(f"linked.{difficulty}", records.filter(pl.col("difficulty") == difficulty), CORRECT)
    yield _precision(city)
    yield _one_number(city)
    yield _one_entry(records)
    yield _copies(records)
    truth = city.truth("person").filter(~pl.col("is_deceased") & pl.col("moved_out_date").is_null())
    yield Measure("linked.household_members", city.same_homes.height, truth["household"].n_unique())
    streets = _streets(city)
    yield _count("linked.street", streets, pl.col("street_code") == pl.col("true_street"))


def _count(code: str, rows: pl.DataFrame, is_right: pl.Expr) -> Measure:
    return Measure(code, int(rows.select(is_right.fill_null(False).sum()).item()), rows.height)


def _precision(city: City) -> Measure:
    """Of the records that we put to a registered person, those that are that person's."""
    records = city.records
    register = records.filter((pl.col("extract") == REGISTER) & CORRECT).select("person_id", holder="person")
    linked = records.filter(pl.col("extract") != REGISTER).join(register.unique("person_id"), on="person_id")
    return _count("linked.precision", linked, pl.col("person") == pl.col("holder"))


def _one_number(city: City) -> Measure:
    """Of our persons with records of valid numbers, those whose records carry one person's number only."""
    people = city.truth("person").select("person", "id_number")
    sure = city.records.filter(pl.col("id_state").is_in(USABLE) & (pl.col("link_tier") == "L1"))
    held = sure.join(people, on="person").group_by("person_id").agg(numbers=pl.col("id_number").n_unique())
    return _count("linked.one_valid_number", held, pl.col("numbers") == 1)


def _one_entry(records: pl.DataFrame) -> Measure:
    """Of our persons in the register, those with one entry (delivered twice counts once)."""
    entries = records.filter((pl.col("extract") == REGISTER) & pl.col("copy_of").is_null())
    held = entries.group_by("person_id").agg(entries=pl.col("person").n_unique())
    return _count("linked.one_register_entry", held, pl.col("entries") == 1)


def _copies(records: pl.DataFrame) -> Measure:
    """Records delivered twice under two numbers belong to one person."""
    first = records.select("extract", "record_number", first_id="person_id")
    both = records.drop_nulls("copy_of").join(
        first, left_on=["extract", "copy_of"], right_on=["extract", "record_number"]
    )
    return _count("linked.copies_together", both, pl.col("person_id") == pl.col("first_id"))


def _streets(city: City) -> pl.DataFrame:
    """Households with the same members: our street beside where they truly live."""
    lives = city.truth("person").unique("household").select("household", true_street="street_code")
    ours = city.made("linked.household").select("household_id", "street_code")
    return city.same_homes.join(lives, on="household").join(ours, on="household_id")
