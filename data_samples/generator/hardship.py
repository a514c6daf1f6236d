"""Clean records about hardship and family: disability, schooling, illness, marriage, death, accidents, the register."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.identifiers import padded, scattered
from data_samples.generator.incomes import days_before
from data_samples.generator.plan import burdened_households
from data_samples.generator.population import Population
from data_samples.generator.streams import Flags, Ints, Streams, between, chance, some_of, weighted
from data_samples.generator.work import PUPIL

DISABILITIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
LEVELS = ("一级", "二级", "三级", "四级")
DISEASES = ("恶性肿瘤", "尿毒症透析", "器官移植抗排异", "精神分裂症", "血友病", "再生障碍性贫血")
OUTPATIENT_SHARE, INPATIENT_SHARE = 0.6, 0.09
POOR_BY = ("dibao", "tekun", "medical_aid", "temporary_aid", "education_aid", "disability_living_subsidy")
DISABLED_IF_POOR, ILL_IF_POOR = 3.2, 2.5  # times as often: illness and disability are what makes poor


def hardship_records(
    streams: Streams, world: Population, work: pl.DataFrame, plan: pl.DataFrame, as_of: date
) -> dict[str, pl.DataFrame]:
    """Clean rows by extract, each with `person`."""
    ill = _illness(streams, world, plan, as_of)
    return {
        "残联_持证残疾人": _disabilities(streams, world, plan, as_of),
        "教育_学籍": _pupils(streams, world, work, as_of),
        "医保_大病登记": ill,
        "医保_费用结算": _medical(streams, world, ill, as_of),
        "民政_婚姻登记": _marriages(streams, world, as_of),
        "民政_殡葬火化": world.people.filter(pl.col("cremated").is_not_null()).select(
            "person", cremated_date="cremated"
        ),
        "应急_灾害事故": _accidents(streams, world, as_of),
        "公安_户籍人口": register(world, as_of),
    }


def _living(world: Population) -> Flags:
    return (world.people["present"] & world.people["story"].is_null()).to_numpy()


def _poor(world: Population, plan: pl.DataFrame) -> Flags:
    """Persons of households that apply for aid to the poor."""
    homes = np.zeros(world.homes.height, dtype=bool)
    homes[plan.filter(pl.col("programme").is_in(list(POOR_BY)))["household"].to_numpy()] = True
    return homes[world.people["household"].to_numpy()]


def _applicants(plan: pl.DataFrame, programme: str) -> Ints:
    return plan.filter(pl.col("programme") == programme)["household"].unique().to_numpy()


def _one_of(streams: Streams, world: Population, homes: Ints, name: str) -> Ints:
    """One living member of each of these households."""
    rows = np.flatnonzero(_living(world) & np.isin(world.people["household"].to_numpy(), homes))
    rows = rows[np.argsort(streams(f"one_of_{name}").random(len(rows)), kind="stable")]
    _, first = np.unique(world.people["household"].to_numpy()[rows], return_index=True)
    return np.sort(rows[first])


def _disabilities(streams: Streams, world: Population, plan: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rng = streams("disabilities")
    age = world.people["age"].to_numpy()
    risk = np.select([age >= 75, age >= 50, age >= 18, age >= 3], [0.07, 0.045, 0.018, 0.008], 0.0)
    risk = risk * np.where(_poor(world, plan), DISABLED_IF_POOR, 1.0)
    person = np.flatnonzero(_living(world) & chance(rng, risk, len(age)))
    for_one = _one_of(streams, world, _applicants(plan, "disability_living_subsidy"), "disabled")
    severe = _one_of(streams, world, burdened_households(streams, plan), "severely_disabled")
    person = np.union1d(np.union1d(person, for_one), severe)
    days = np.maximum(1, rng.gamma(2.0, 900.0, len(person))).astype(np.int64)
    days = np.where((days < 60) & chance(rng, 0.5, len(person)), days + 200, days)
    days = np.minimum(days, np.maximum(1, age[person] * 365 - 400))
    return certificates(streams, world, person, as_of, days, np.isin(person, severe))


def certificates(
    streams: Streams, world: Population, person: Ints, as_of: date, days: Ints, severe: Flags | None = None
) -> pl.DataFrame:
    """Disability certificates of these persons, issued so many days before `as_of`; `severe` ones of level 1 or 2."""
    rng = streams("certificates_of_disability")
    kind = weighted(rng, [14, 20, 2, 38, 9, 11, 6], len(person))
    level = weighted(rng, [14, 22, 28, 36], len(person))
    if severe is not None:
        level = np.where(severe, level % 2, level)
    return pl.DataFrame(
        {
            "person": person,
            "disability_certificate_number": world.people["id_number"].gather(person)
            + pl.Series(kind + 1).cast(pl.String)
            + pl.Series(level + 1).cast(pl.String),
            "disability_kind": pl.Series(DISABILITIES).gather(kind),
            "disability_level": pl.Series(LEVELS).gather(level),
            "issued_date": days_before(as_of, days),
        }
    )


def _pupils(streams: Streams, world: Population, work: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rng = streams("pupils")
    person = np.flatnonzero((work["status"] == PUPIL).to_numpy())
    age = world.people["age"].to_numpy()[person]
    vocational = chance(rng, 0.35, len(person))
    stage = np.select([age < 6, age < 12, age < 15, age < 18], [0, 1, 2, np.where(vocational, 4, 3)], 5)
    ends = np.select([stage == 0, stage == 1, stage == 2, stage == 5], [6, 12, 15, 22], 18)
    fee = np.select([stage == 0, stage == 3, stage == 4, stage == 5], [7_200, 2_400, 0, 6_000], 0)
    fee = np.where(chance(rng, 0.04, len(person)), fee * 4 + 12_000, fee)
    return pl.DataFrame(
        {
            "person": person,
            "stage": pl.Series(["学前", "小学", "初中", "高中", "中职", "大学"]).gather(stage),
            "status": pl.Series(["在读", "休学"]).gather(weighted(rng, [0.99, 0.01], len(person))),
            "graduation_month": pl.Series(as_of.year + np.maximum(1, ends - age)).cast(pl.String) + "-07",
            "tuition": fee * 100,
            "months_in_arrears": np.where(chance(rng, 0.01, len(person)), rng.integers(1, 9, len(person)), 0),
        }
    )


def _illness(streams: Streams, world: Population, plan: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rng = streams("illness")
    age = world.people["age"].to_numpy()
    risk = np.select([age >= 60, age >= 40], [0.02, 0.009], 0.002)
    risk = risk * np.where(_poor(world, plan), ILL_IF_POOR, 1.0)
    person = np.flatnonzero(_living(world) & chance(rng, risk, len(age)))
    for_one = _one_of(streams, world, _applicants(plan, "illness_expenditure_poverty"), "ill")
    burdened = _one_of(streams, world, burdened_households(streams, plan), "burdened_ill")
    person = np.union1d(np.union1d(person, for_one), burdened)
    days = rng.integers(100, 1_000, len(person))
    days = np.where(chance(rng, 0.08, len(person)), rng.integers(2, 21, len(person)), days)
    return registrations(streams, person, as_of, days)


def registrations(streams: Streams, person: Ints, as_of: date, days: Ints) -> pl.DataFrame:
    """Serious-illness registrations of these persons, made so many days before `as_of`, valid for three years."""
    disease = weighted(streams("registrations"), [55, 14, 6, 16, 2, 3], len(person))
    return pl.DataFrame(
        {
            "person": person,
            "serious_disease": pl.Series(DISEASES).gather(disease),
            "registered_date": days_before(as_of, days),
            "valid_to_date": days_before(as_of, days - 3 * 365),
        }
    )


def _medical(streams: Streams, world: Population, ill: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Totals of the year by kind; the ill pay much more."""
    rng = streams("medical")
    size = world.people.height
    age = world.people["age"].to_numpy()
    fresh = world.people["story"].is_null().to_numpy() & (world.people["present"].to_numpy() | chance(rng, 0.3, size))
    sick = np.zeros(size, dtype=bool)
    sick[ill["person"].to_numpy()] = True
    found = []
    for kind, share, typical in (("门急诊", OUTPATIENT_SHARE, 120_000), ("住院", INPATIENT_SHARE, 1_500_000)):
        likely = np.clip(share * (0.6 + age / 80.0), 0, 0.97)
        at = np.flatnonzero(fresh & (chance(rng, likely, size) | sick))
        cost = rng.lognormal(np.log(typical), 0.9, len(at)) * (0.5 + age[at] / 60.0) * np.where(sick[at], 3.0, 1.0)
        cost = np.minimum(cost, 60_000_000).astype(np.int64)
        paid = (cost * between(rng, 0.45, 0.85, len(at))).astype(np.int64)
        found.append(
            pl.DataFrame(
                {
                    "person": at,
                    "claim_kind": [kind] * len(at),
                    "year": np.full(len(at), as_of.year),
                    "cost": cost,
                    "paid_by_fund": paid,
                    "self_paid": cost - paid,
                }
            )
        )
    disease = ill.select("person", "serious_disease").unique("person", keep="first", maintain_order=True)
    return pl.concat(found).join(disease, on="person", how="left", maintain_order="left")


def _marriages(streams: Streams, world: Population, as_of: date) -> pl.DataFrame:
    """Both parties of a marriage have a row with the same certificate; some divorces and replaced papers."""
    rng = streams("marriages")
    people = world.people
    pairs = people.filter((pl.col("spouse") > pl.col("person")) & pl.col("story").is_null()).select(
        "person", "spouse", "age"
    )
    pairs = pairs.filter(pl.Series(chance(rng, 0.62, pairs.height)))
    years = np.maximum(1, np.minimum(pairs["age"].to_numpy() - 21, rng.integers(1, 45, pairs.height)))
    days = years * 365 - rng.integers(0, 360, pairs.height)
    event = weighted(rng, [97, 0, 3], pairs.height)
    single = some_of(
        rng,
        np.flatnonzero((people["age"].is_between(27, 65) & (people["spouse"] < 0)).to_numpy() & _living(world)),
        pairs.height // 16,
    )
    number = padded("J310", scattered(streams, "marriage_numbers", pairs.height + len(single), 10**9, 10**10), 10)
    ids = people["id_number"]
    sides = [
        pl.DataFrame(
            {
                "person": pairs[one],
                "event": pl.Series(["结婚登记", "离婚登记", "补领证件"]).gather(event),
                "registered_date": days_before(as_of, days),
                "register_number": number[: pairs.height],
                "spouse_id_number": ids.gather(pairs[other]),
            }
        )
        for one, other in (("person", "spouse"), ("spouse", "person"))
    ]
    divorced = pl.DataFrame(
        {
            "person": single,
            "event": pl.Series(["离婚登记"] * len(single), dtype=pl.String),
            "registered_date": days_before(as_of, rng.integers(30, 4_000, len(single))),
            "register_number": number[pairs.height :],
            "spouse_id_number": pl.Series([None] * len(single), dtype=pl.String),
        }
    )
    return pl.concat([*sides, divorced])


def _accidents(streams: Streams, world: Population, as_of: date) -> pl.DataFrame:
    rng = streams("accidents")
    size = world.people.height
    at = np.flatnonzero(_living(world) & chance(rng, 0.004, size))
    return pl.DataFrame(
        {
            "person": at,
            "phone": world.homes["phone"].gather(world.people["household"].gather(at)),
            "event": pl.Series(["火灾", "交通事故", "房屋倒塌", "自然灾害"]).gather(
                weighted(rng, [25, 55, 5, 15], len(at))
            ),
            "event_date": days_before(as_of, rng.integers(3, 500, len(at))),
            "loss": rng.integers(5, 800, len(at)) * 10_000,
        }
    )


def register(world: Population, as_of: date) -> pl.DataFrame:
    """One row per registered person; parents' and spouses' numbers where the register knows them."""
    people = world.people
    ids = people["id_number"]

    def number_of(column: str, knows: pl.Expr) -> pl.Expr:
        return (
            pl.when((pl.col(column) >= 0) & knows).then(ids.gather(people[column].clip(0))).alias(f"{column}_id_number")
        )

    young = pl.col("age") < 45
    status = (
        pl.when(pl.col("death_registered") <= as_of)
        .then(pl.lit("死亡注销"))
        .when(pl.col("moved_out").is_not_null())
        .then(pl.lit("迁出注销"))
        .otherwise(pl.lit("正常"))
    )
    return (
        people.with_columns(
            number_of("father", young),
            number_of("mother", young),
            number_of("spouse", pl.col("person") % 10 < 8),
        )
        .filter(pl.col("registered"))
        .select(
            "person",
            entry="person",
            register_household_number=world.homes["register_number"].gather(
                people.filter(pl.col("registered"))["register_household"]
            ),
            relation="register_relation",
            former_name="former_name",
            register_status=status,
            cancelled_date=pl.coalesce(
                pl.when(pl.col("death_registered") <= as_of).then("death_registered"), "moved_out"
            ),
            father_id_number="father_id_number",
            mother_id_number="mother_id_number",
            spouse_id_number="spouse_id_number",
        )
    )
