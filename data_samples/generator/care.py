"""Clean records about care and housing: statuses of children and the frail, public tenancies, home surveys."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator import addresses
from data_samples.generator.addresses import PARTS
from data_samples.generator.evidence import Records, is_severe
from data_samples.generator.identifiers import padded
from data_samples.generator.incomes import days_before
from data_samples.generator.plan import burdened_households
from data_samples.generator.population import Population
from data_samples.generator.streams import Flags, Ints, Streams, between, chance, some_of, weighted

SURVEYED, SURVEYED_OF_OTHERS = 0.12, 0.004  # of applying households, of the others
TENANTS, TENANTS_OF_OTHERS = 0.45, 0.12  # of households without a dwelling of their own
STALE = 0.1  # of surveys: made more than a year ago


def care_records(
    streams: Streams, world: Population, plan: pl.DataFrame, numbers: pl.Series, records: Records, as_of: date
) -> dict[str, pl.DataFrame]:
    """Clean rows of 民政_儿童与照护, 住建_公房租赁 and 社区_入户调查, each with `person`.

    `numbers`: the application number of each row of `plan`.
    """
    tenancies = _tenancies(streams, world, plan, records)
    return {
        "民政_儿童与照护": _statuses(streams, world, plan, records, as_of),
        "住建_公房租赁": tenancies,
        "社区_入户调查": _surveys(streams, world, plan, numbers, records, tenancies, as_of),
    }


def _usual(world: Population) -> Flags:
    return (world.people["present"] & world.people["story"].is_null()).to_numpy()


def _marked(size: int, rows: Ints) -> Flags:
    flags = np.zeros(size, dtype=bool)
    flags[rows] = True
    return flags


def _statuses(streams: Streams, world: Population, plan: pl.DataFrame, records: Records, as_of: date) -> pl.DataFrame:
    """Assessed care needs, and children whom nobody or hardly anybody looks after."""
    rng = streams("care")
    people, size = world.people, world.people.height
    severe = records["残联_持证残疾人"].filter(is_severe())["person"].to_numpy()
    age, is_disabled = people["age"].to_numpy(), _marked(size, severe)
    risk = np.select([is_disabled, age >= 85, age >= 75, age >= 60], [0.35, 0.24, 0.10, 0.025], 0.0)
    burdened = _marked(world.homes.height, burdened_households(streams, plan))
    heavy = is_disabled & burdened[people["household"].to_numpy()]
    assessed = np.flatnonzero(_usual(world) & chance(rng, np.where(heavy, 0.8, risk), size))
    level = weighted(rng, [3, 10, 22, 24, 20, 13, 8], len(assessed))
    level = np.where(heavy[assessed], np.maximum(level, 4), level)
    days = rng.integers(20, 900, len(assessed))
    care = _rows(assessed, ["照护等级"] * len(assessed), days, as_of, level)

    child = np.flatnonzero(_usual(world) & (age < 18))
    father, mother = (people[parent].to_numpy()[child] for parent in ("father", "mother"))
    lost = np.ones(size + 1, dtype=bool)  # the last entry stands for a parent nobody knows
    lost[:size] = ~people["present"].to_numpy() | is_disabled
    lost_parents = lost[father].astype(np.int64) + lost[mother]
    unknown = (father < 0) & (mother < 0)
    draw = rng.random(len(child))
    known_of = np.select(
        [unknown & (draw < 0.1), unknown & (draw < 0.4), unknown & (draw < 0.55), (lost_parents == 2) & (draw < 0.6)],
        [0, 1, 2, 1],
        np.where((lost_parents == 1) & (draw < 0.15), 2, -1),
    )  # fmt: skip
    kinds = pl.Series(["孤儿", "事实无人抚养儿童", "困境儿童"])
    named = kinds.gather(known_of[known_of >= 0]).to_list()
    return pl.concat([care, _rows(child[known_of >= 0], named, rng.integers(30, 1_500, len(named)), as_of, None)])


def _rows(person: Ints, kind: list[str], days: Ints, as_of: date, level: Ints | None) -> pl.DataFrame:
    """Statuses found so many days before `as_of`; an assessment holds for two years, that of a child for five."""
    holds = 1_825 if level is None else 730
    return pl.DataFrame(
        {
            "person": person,
            "kind": pl.Series(kind, dtype=pl.String),
            "level": pl.Series([None] * len(person) if level is None else level, dtype=pl.Int64),
            "assessed_date": days_before(as_of, days),
            "valid_to_date": days_before(as_of, days - holds),
        }
    )


def _own_dwellings(records: Records, world: Population) -> pl.DataFrame:
    """household and area_m2 of the first title of those who own the dwelling they live in."""
    rows = records["不动产_权利人"].filter((pl.col("use") == "住宅") & ~pl.col("is_hidden"))
    house = world.people["household"].gather(rows["person"])
    return rows.select(household=house, area_m2="area_m2").unique("household", keep="first", maintain_order=True)


def _tenancies(streams: Streams, world: Population, plan: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Public tenancies of households that own no dwelling; the first living adult is the tenant."""
    rng = streams("tenancies")
    count = world.homes.height
    applies = _marked(count, plan["household"].to_numpy())
    owns = _marked(count, _own_dwellings(records, world)["household"].to_numpy())
    grown = np.flatnonzero(_usual(world) & (world.people["age"] >= 18).to_numpy())[::-1]
    tenant = np.full(count, -1, dtype=np.int64)
    tenant[world.people["household"].to_numpy()[grown]] = grown
    local = ~world.homes["outsider"].to_numpy() & (tenant >= 0)
    burdened = _marked(count, burdened_households(streams, plan))
    often = np.where(burdened, 0.8, np.where(applies, TENANTS, TENANTS_OF_OTHERS))
    homes = np.flatnonzero(local & ~owns & chance(rng, often, count))
    area = rng.normal(30, 10, len(homes)) * np.where(burdened[homes], 0.6, 1.0)
    area = np.round(np.clip(area, 8.5, 72), 1)
    place = world.homes.select(pl.col(f"res_{part}").alias(part) for part in PARTS)[homes]
    return pl.DataFrame(
        {
            "person": tenant[homes],
            "property_address": addresses.written(place, np.ones(len(homes), dtype=np.int64)),
            "area_m2": area,
            "rent": (area * between(rng, 180, 420, len(homes))).astype(np.int64) // 10 * 10,
            "months_in_arrears": np.where(chance(rng, 0.06, len(homes)), rng.integers(1, 19, len(homes)), 0),
        }
    )


def _surveys(
    streams: Streams, world: Population, plan: pl.DataFrame, numbers: pl.Series, records: Records,
    tenancies: pl.DataFrame, as_of: date,
) -> pl.DataFrame:  # fmt: skip
    """Answers of visited households: the floor area of everyone, rehabilitation spending where somebody is disabled."""
    rng = streams("surveys")
    count = world.homes.height
    grown = np.flatnonzero(_usual(world) & (world.people["age"] >= 18).to_numpy())[::-1]
    answers = np.full(count, -1, dtype=np.int64)
    answers[world.people["household"].to_numpy()[grown]] = grown
    usual = answers >= 0
    applies = _marked(count, plan["household"].to_numpy())
    homes = np.union1d(
        some_of(rng, np.flatnonzero(usual & applies), round(SURVEYED * applies.sum())),
        some_of(rng, np.flatnonzero(usual & ~applies), round(SURVEYED_OF_OTHERS * count)),
    )
    house = world.people["household"]
    rented = tenancies.select(household=house.gather(tenancies["person"]), area_m2="area_m2")
    known = pl.concat([_own_dwellings(records, world), rented]).unique("household", keep="first")
    other = np.round(np.clip(rng.normal(30, 9, len(homes)), 8, 90), 1)
    number = plan.select("household").with_columns(number=numbers).unique("household", keep="last")
    days = np.where(chance(rng, STALE, len(homes)), 366, 0) + rng.integers(15, 330, len(homes))
    visits = (
        pl.DataFrame({"household": homes, "person": answers[homes], "guess": other})
        .with_columns(surveyed_date=days_before(as_of, days), surveyor=_surveyors(rng, len(homes)))
        .join(known, on="household", how="left", maintain_order="left")
        .join(number, on="household", how="left", maintain_order="left")
        .with_columns(
            household_number=pl.coalesce("number", world.homes["register_number"].gather(homes)),
            area=pl.coalesce("area_m2", "guess").cast(pl.String),
        )
    )
    disabled = house.gather(records["残联_持证残疾人"]["person"]).unique()
    cared = visits.filter(pl.col("household").is_in(disabled.implode()))
    spent = rng.integers(0, 60, cared.height) * 100
    columns = ("person", "household_number", "question_code", "answer", "surveyor", "surveyed_date")
    return pl.concat(
        [
            visits.with_columns(question_code=pl.lit("floor_area_m2"), answer="area").select(columns),
            cared.with_columns(
                question_code=pl.lit("rehabilitation_spending"), answer=pl.Series(spent).cast(pl.String)
            ).select(columns),
        ]
    )


def _surveyors(rng: np.random.Generator, size: int) -> pl.Series:
    return padded("社工", rng.integers(1, 60, size), 3)
