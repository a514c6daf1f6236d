"""Illness, disability, accidents, care, and the visits that go with them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator import hardship
from data_samples.generator.further import society
from data_samples.generator.life.bodies import days_between, usual, within
from data_samples.generator.state import Town
from data_samples.generator.streams import Ints, Streams, between, chance, weighted

NEW_DISABILITY, NEW_ILLNESS, ACCIDENT = 0.0007, 0.0012, 0.003  # persons a year
CARE_ASSESSED, WARNED, IMPRISONED, REFERRED = 0.02, 0.0005, 0.0005, 0.0008
VISITS = 1.3  # settlements a person and year
TAKEN_BACK = 0.01
RENEWED = 0.7  # of registrations that run out


def strike(town: Town, streams: Streams, before: date) -> None:
    """What befalls people between two batches."""
    rng, days = streams("hardships"), (town.as_of - before).days
    here, size = usual(town), town.people.height
    ages = town.people["age"].to_numpy()
    held = np.zeros(size, dtype=bool)
    held[town.records["残联_持证残疾人"]["person"].to_numpy()] = True
    disabled = np.flatnonzero(here & ~held & (ages > 3) & within(rng, NEW_DISABILITY, days, size))
    since = rng.integers(0, max(1, days), len(disabled))
    town.ledger.add(
        "残联_持证残疾人", hardship.certificates(streams, town.world, disabled, town.as_of, since), "disability"
    )
    ill = np.flatnonzero(here & within(rng, np.where(ages > 45, 2.0, 0.5) * NEW_ILLNESS, days, size))
    since = rng.integers(0, max(1, days), len(ill))
    town.ledger.add("医保_大病登记", hardship.registrations(streams, ill, town.as_of, since), "illness")
    _renewals(town, streams, rng, before)
    _accidents(town, rng, np.flatnonzero(here & within(rng, ACCIDENT, days, size)), before)
    _assess(town, rng, np.flatnonzero(here & (ages >= 70) & within(rng, CARE_ASSESSED, days, size)), before)
    _visit(town, rng, days, before, ill)
    _others(town, rng, days, before)


def _renewals(town: Town, streams: Streams, rng: np.random.Generator, before: date) -> None:
    """Serious illnesses whose registration ran out are mostly registered again."""
    ended = town.records["医保_大病登记"].filter(
        (pl.col("valid_to_date") > before) & (pl.col("valid_to_date") <= town.as_of)
    )
    ended = ended.filter(pl.Series(usual(town)[ended["person"].to_numpy()] & chance(rng, RENEWED, ended.height)))
    again = ended.select(
        "person", "serious_disease", registered_date=pl.lit(town.as_of),
        valid_to_date=pl.lit(town.as_of + timedelta(days=1_095)),
    )  # fmt: skip
    town.ledger.add("医保_大病登记", again, "illness_renewed")


def _accidents(town: Town, rng: np.random.Generator, at: Ints, before: date) -> None:
    kinds = pl.Series(["火灾", "交通事故", "房屋倒塌", "自然灾害"])
    rows = pl.DataFrame(
        {
            "person": at,
            "phone": town.homes["phone"].gather(town.people["household"].gather(at)),
            "event": kinds.gather(weighted(rng, [25, 55, 5, 15], len(at))),
            "event_date": days_between(rng, before, town.as_of, len(at)),
            "loss": rng.integers(5, 800, len(at)) * 10_000,
        }
    )
    town.ledger.add("应急_灾害事故", rows, "accident")


def _assess(town: Town, rng: np.random.Generator, at: Ints, before: date) -> None:
    """A new or worse care level; an earlier assessment of the person goes."""
    level = weighted(rng, [0, 6, 20, 26, 24, 15, 9], len(at))
    day = days_between(rng, before, town.as_of, len(at))
    gone = pl.col("person").is_in(at.tolist()) & (pl.col("kind") == "照护等级")
    town.ledger.drop("民政_儿童与照护", gone)
    rows = pl.DataFrame({"person": at, "kind": ["照护等级"] * len(at), "level": level, "assessed_date": day},
                        schema_overrides={"kind": pl.String})  # fmt: skip
    rows = rows.with_columns(valid_to_date=(pl.col("assessed_date") + pl.duration(days=730)).cast(pl.Date))
    town.ledger.add("民政_儿童与照护", rows, "care")


def _visit(town: Town, rng: np.random.Generator, days: int, before: date, ill: Ints) -> None:
    """Settlements of the days since the last batch; some are taken back with minus signs."""
    if not town.ledger.has("医保_就诊结算"):
        return
    size = town.people.height
    ages = town.people["age"].to_numpy()
    sick = np.zeros(size, dtype=bool)
    sick[town.records["医保_大病登记"].filter(pl.col("valid_to_date") >= town.as_of)["person"].to_numpy()] = True
    yearly = VISITS * (0.3 + ages / 60) * np.where(sick, 4.0, 1.0)
    at = np.flatnonzero(usual(town) & within(rng, np.minimum(yearly, 60), days, size))
    at = np.union1d(at, ill)
    stay = chance(rng, np.where(np.isin(at, ill), 0.9, 0.08), len(at))
    typical = np.where(stay, 1_500_000, 45_000)
    cost = np.minimum(rng.lognormal(np.log(typical), 0.8), 40_000_000).astype(np.int64)
    paid = (cost * between(rng, 0.45, 0.85, len(at))).astype(np.int64)
    day = days_between(rng, before, town.as_of, len(at))
    length = pl.Series(np.where(stay, rng.integers(2, 25, len(at)), 0))
    rows = pl.DataFrame(
        {
            "person": at, "claim_kind": pl.Series(["门急诊", "住院"]).gather(stay.astype(np.int64)),
            "settled_date": day, "cost": cost, "paid_by_fund": paid,
            "paid_by_serious_illness_insurance": np.zeros(len(at), dtype=np.int64),
            "paid_by_medical_aid": np.zeros(len(at), dtype=np.int64),
            "self_paid": cost - paid,
            "self_financed": ((cost - paid) * between(rng, 0.0, 0.2, len(at))).astype(np.int64),
        }
    ).with_columns(admitted_date=(pl.col("settled_date") - pl.duration(days=length)).cast(pl.Date))  # fmt: skip
    town.ledger.add("医保_就诊结算", rows, "visit")
    known = town.records["医保_就诊结算"].drop("entry")
    recent = known.filter(pl.col("settled_date") > before - timedelta(days=20))
    back = recent.filter(pl.Series(chance(rng, TAKEN_BACK / 6, recent.height)) & (pl.col("cost") > 0))
    amounts = [
        "cost",
        "paid_by_fund",
        "paid_by_serious_illness_insurance",
        "paid_by_medical_aid",
        "self_paid",
        "self_financed",
    ]
    town.ledger.add("医保_就诊结算", back.with_columns(-pl.col(amounts)), "visit_cancelled")


def _others(town: Town, rng: np.random.Generator, days: int, before: date) -> None:
    """Warning letters, prison, referrals, claims and wishes, where these departments take part."""
    here, size = usual(town), town.people.height
    male = town.people["male"].to_numpy()
    grown = here & (town.people["age"] >= 18).to_numpy()
    for name, risk, kinds, day, who in (
        ("妇联_告诫书", WARNED, ("人身安全保护令", "家庭暴力告诫书"), "event_date", grown & ~male),
        ("司法_服刑戒毒", IMPRISONED, ("服刑", "强制戒毒"), "from_date", grown & male),
        ("卫健_管理登记", REFERRED, ("心理援助转介", "严重精神障碍在管"), "registered_date", grown),
    ):
        at = np.flatnonzero(who & within(rng, risk, days, size))
        rows = pl.DataFrame(
            {
                "person": at,
                "kind": pl.Series(kinds).gather(weighted(rng, [6, 4], len(at))),
                day: days_between(rng, before, town.as_of, len(at)),
            }
        )
        last = (pl.col(day) + pl.duration(days=pl.lit(400))).cast(pl.Date)
        closing = {"司法_服刑戒毒": {"to_date": last}, "卫健_管理登记": {"valid_to_date": last}}.get(name, {})
        town.ledger.add(name, rows.with_columns(**closing), "new")
    if town.ledger.has("社会_保险理赔"):
        town.ledger.add("社会_保险理赔", society.claims(town, before, town.as_of, f"{town.as_of}"), "claim")
