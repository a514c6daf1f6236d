"""Births and deaths, ages, and entries in the population register."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator import identifiers, names
from data_samples.generator.further.hardship import birth_certificates
from data_samples.generator.state import Town
from data_samples.generator.streams import Flags, Ints, Streams, chance
from data_samples.generator.words import tree

DEATHS_A_YEAR = ((85, 0.10), (75, 0.04), (60, 0.01), (0, 0.001))
BIRTHS_A_YEAR = 0.075  # of women of 22 to 40 who live with a husband
NEVER_CREMATED, NEVER_REGISTERED = 0.05, 0.03
REGISTER_LAG, BIRTH_LAG = (8, 40), (12, 60)


def usual(town: Town) -> Flags:
    """Persons of no story who live here."""
    return (town.people["present"] & town.people["story"].is_null()).to_numpy()


def within(rng: np.random.Generator, yearly: float | np.ndarray, days: int, size: int) -> Flags:
    """True with the chance that something of that yearly share happens within so many days."""
    return chance(rng, np.asarray(yearly) * days / 365, size)


def days_between(rng: np.random.Generator, before: date, now: date, size: int) -> pl.Series:
    """Days after `before` and not after `now`."""
    back = rng.integers(0, max(1, (now - before).days), size)
    return pl.Series(np.datetime64(now).astype(np.int64) - back).cast(pl.Int32).cast(pl.Date)


def age(town: Town) -> None:
    """Everybody's age in full years."""
    born = pl.col("birth_date")
    passed = (born.dt.month() < town.as_of.month) | (
        (born.dt.month() == town.as_of.month) & (born.dt.day() <= town.as_of.day)
    )
    years = town.as_of.year - born.dt.year().cast(pl.Int64) - (~passed).cast(pl.Int64)
    town.settle(people=town.people.with_columns(age=years))


def deaths(town: Town, streams: Streams, before: date) -> None:
    """Deaths of the days since the last batch; the crematorium knows soon, the register later."""
    rng, people, size = streams("deaths"), town.people, town.people.height
    ages = people["age"].to_numpy()
    yearly = np.select([ages >= since for since, _ in DEATHS_A_YEAR], [risk for _, risk in DEATHS_A_YEAR])
    dies = usual(town) & within(rng, yearly, (town.as_of - before).days, size)
    died = days_between(rng, before, town.as_of, size)
    lag = pl.Series(rng.integers(*REGISTER_LAG, size))
    cremated, registered = rng.random(size) > NEVER_CREMATED, rng.random(size) > NEVER_REGISTERED
    cremated |= ~registered
    soon = pl.Series(rng.integers(1, 5, size))
    people = people.with_columns(
        died=pl.when(pl.Series(dies)).then(died).otherwise("died"),
        cremated=pl.when(pl.Series(dies & cremated)).then((died + pl.duration(days=soon)).cast(pl.Date))
        .otherwise("cremated"),
        death_registered=pl.when(pl.Series(dies & registered)).then((died + pl.duration(days=lag)).cast(pl.Date))
        .otherwise("death_registered"),
        present=pl.col("present") & pl.Series(~dies),
    )  # fmt: skip
    town.settle(people=people)
    burnt = people.filter(pl.col("cremated").is_between(pl.lit(before + timedelta(days=1)), pl.lit(town.as_of)))
    town.ledger.add("民政_殡葬火化", burnt.select("person", cremated_date="cremated"), "death")
    _stop_paying(town, rng, people.filter(pl.Series(dies)))


def _stop_paying(town: Town, rng: np.random.Generator, dead: pl.DataFrame) -> None:
    """A dead recipient's aid ends with the month, goes on to the next member, or is not stopped for some months."""
    if not dead.height:
        return
    month = town.as_of.year * 12 + town.as_of.month - 1
    heirs = (
        town.people.filter("present").sort("household", "person").group_by("household", maintain_order=True)
        .agg(heir=pl.col("person").first())
    )  # fmt: skip
    rows = town.benefits.join(heirs, on="household", how="left", maintain_order="left")
    died = pl.col("person").is_in(dead["person"].implode()) & (pl.col("until_month") > month)
    goes_on = pl.Series(chance(rng, 0.2, rows.height))
    personal = pl.col("programme").is_in(["elderly_service_subsidy", "disability_living_subsidy", "tekun"])
    inherits = died & pl.col("heir").is_not_null() & ~personal
    town.benefits = rows.with_columns(
        until_month=pl.when(inherits | ~died).then("until_month").otherwise(month + 3 * goes_on.cast(pl.Int64)),
        person=pl.when(inherits).then("heir").otherwise("person"),
    ).drop("heir")


def births(town: Town, streams: Streams, before: date) -> None:
    """Children of couples; they enter the register some weeks later under one parent's number."""
    rng, people, size = streams("births"), town.people, town.people.height
    fertile = (
        ~people["male"].to_numpy() & people["age"].is_between(22, 40).to_numpy() & (people["spouse"] >= 0).to_numpy()
    )
    mothers = np.flatnonzero(usual(town) & fertile & within(rng, BIRTHS_A_YEAR, (town.as_of - before).days, size))
    if not len(mothers):
        return
    fathers = people["spouse"].to_numpy()[mothers]
    count = len(mothers)
    born = days_between(rng, before, town.as_of, count)
    male = chance(rng, 0.52, count)
    # the child's family name is the father's as he bears it; only given names are drawn
    named = pl.Series([_family(name) for name in people["name"].gather(fathers)], dtype=pl.String)
    named = named + names.given_names(streams, male, np.full(count, town.as_of.year))
    registered = people["registered"].gather(mothers) | people["registered"].gather(fathers)
    lag = pl.Series(rng.integers(*BIRTH_LAG, count))
    rows = people[mothers].with_columns(
        person=pl.Series(np.arange(size, size + count)),
        relation=pl.when(pl.col("relation").is_in(["户主", "配偶"])).then(pl.lit("子女")).otherwise(pl.lit("其他")),
        name=named,
        former_name=pl.lit(None, pl.String),
        former_id_number=pl.lit(None, pl.String),
        male=pl.Series(male),
        birth_date=born,
        age=pl.lit(0, pl.Int64),
        father=pl.Series(fathers),
        mother=pl.Series(mothers),
        spouse=pl.lit(-1, pl.Int64),
        registered=pl.lit(False),
        register_due=pl.when(registered).then((born + pl.duration(days=lag)).cast(pl.Date)),
        register_household=pl.lit(-1, pl.Int64),
        register_relation=pl.lit(None, pl.String),
        **{name: pl.lit(None, pl.Date) for name in ("died", "cremated", "death_registered", "moved_out")},
    )
    rows = rows.with_columns(id_number=_numbers(streams, town, born, male)).select(people.columns)
    town.settle(people=pl.concat([people, rows]))
    idle = town.work.clear(n=count).with_columns(
        person=pl.Series(np.arange(size, size + count)), is_employee_pension=pl.lit(False),
        is_planned=pl.lit(False), is_burdened=pl.lit(False), employers=pl.lit(1), has_contract=pl.lit(False),
    ).with_columns(pl.col(pl.Int64, pl.Float64).fill_null(0))  # fmt: skip
    town.work = pl.concat([town.work, idle.cast(dict(town.work.schema))])
    babies = town.people[size : size + count]
    known = babies.filter(pl.Series(chance(rng, 0.97, count)))
    town.ledger.add("卫健_出生证明", birth_certificates(town, known, f"{town.as_of}"), "birth")


def _family(name: str) -> str:
    """The family name of a full name; of a transliterated one its own part and a dot."""
    if "·" in name:
        return name.split("·", 1)[0] + "·"
    return name[:2] if name[:2] in tree("names.toml")["surnames"] else name[:1]


def _numbers(streams: Streams, town: Town, born: pl.Series, male: Flags) -> pl.Series:
    """Numbers first issued here, none of which anybody has."""
    days = born.cast(pl.Int32).cast(pl.Int64).to_numpy()
    area = identifiers.first_area(streams, days, np.ones(len(days), dtype=bool))
    nobody: Ints = np.full(len(days), -1)
    numbers = identifiers.citizen_numbers(streams, area, days, male, nobody)
    taken = numbers.is_in(town.people["id_number"].implode())
    turn = 1
    while taken.any():
        again = identifiers.citizen_numbers(Streams(streams.seed + turn), area, days, male, nobody)
        numbers = pl.select(pl.when(taken).then(again).otherwise(numbers)).to_series()
        taken = numbers.is_in(town.people["id_number"].implode()) | ~numbers.is_first_distinct()
        turn += 1
    return numbers


def enter_register(town: Town) -> None:
    """Those whose day has come are entered with their mother, or with their father where she is not registered."""
    people = town.people
    due = people["register_due"].is_not_null() & (people["register_due"] <= town.as_of) & ~people["registered"]
    if not due.any():
        return
    by_mother = people["registered"].gather(people["mother"].clip(0)) & (people["mother"] >= 0)
    parent = pl.select(pl.when(by_mother).then(people["mother"]).otherwise(people["father"])).to_series().clip(0)
    where = people["register_household"].gather(parent)
    head = town.homes["first"].gather(where.clip(0))
    is_child = (head == people["mother"]) | (head == people["father"])
    relation = pl.when(is_child).then(pl.lit("子女")).otherwise(pl.lit("其他"))
    town.settle(
        people=people.with_columns(
            register_household=pl.when(due).then(where).otherwise("register_household"),
            register_relation=pl.when(due).then(relation).otherwise("register_relation"),
            registered=pl.col("registered") | due,
        )
    )
