"""Clean rows of 医保_就诊结算, 司法_服刑戒毒, 卫健_出生证明, 卫健_管理登记, 妇联_告诫书 and 乡村振兴_监测."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.benefits import means
from data_samples.generator.identifiers import padded, scattered
from data_samples.generator.incomes import days_before
from data_samples.generator.state import Town
from data_samples.generator.streams import Flags, between, chance, some_of, weighted
from data_samples.generator.work import JOBLESS, NONE

CANCELLED = 0.01  # of visits: settled, taken back and settled anew
PRISON, PRISON_ON_ROLL = 0.0015, 0.02  # of grown men; of men who are paid dibao
MANAGED, REFERRED, BEREAVED = 0.0012, 0.001, 0.012
WARNED = 0.0009
MONITORED = 0.06  # of households below the low-income line


def _usual(town: Town) -> Flags:
    return (town.people["present"] & town.people["story"].is_null()).to_numpy()


def visits(town: Town, annual: pl.DataFrame, year: int) -> pl.DataFrame:
    """Single settlements that add up exactly to the totals of the year by person and kind; some taken back.

    person, claim_kind, admitted_date, settled_date, cost, paid_by_fund, paid_by_serious_illness_insurance,
    paid_by_medical_aid, self_paid, self_financed (fen; a cancelled settlement stands once more with minus signs).
    """
    rng = town.streams(f"visits_{year}")
    stay = (annual["claim_kind"] == "住院").to_numpy()
    size = annual.height
    count = np.where(stay, 1 + weighted(rng, [70, 22, 8], size), 1 + weighted(rng, [30, 30, 25, 15], size))
    row = np.repeat(np.arange(size), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    is_last = place == np.repeat(count, count) - 1
    share = between(rng, 0.3, 1.0, len(row)) / np.repeat(count, count)
    frame = annual.select("person", "claim_kind")[row]
    parts = {}
    for column in ("cost", "paid_by_fund"):
        total = annual[column].to_numpy()[row]
        part = np.where(is_last, 0, (total * share).astype(np.int64))
        rest = total - np.bincount(row, part, minlength=size).astype(np.int64)[row]
        parts[column] = np.where(is_last, rest, part)
    own = parts["cost"] - parts["paid_by_fund"]
    last_day = town.as_of if town.as_of.year == year else town.as_of.replace(year=year, month=12, day=31)
    day_of_year = last_day.timetuple().tm_yday
    ends = rng.integers(1, max(2, day_of_year), len(row))
    settled = np.datetime64(f"{year}-01-01").astype("datetime64[D]").astype(np.int64) + ends
    settled = np.minimum(settled, np.datetime64(last_day).astype(np.int64))
    length = np.where(stay[row], rng.integers(2, 30, len(row)), 0)
    rows = frame.with_columns(
        admitted_date=pl.Series(np.where(stay[row], settled - length, settled)).cast(pl.Int32).cast(pl.Date),
        settled_date=pl.Series(settled).cast(pl.Int32).cast(pl.Date),
        cost=pl.Series(parts["cost"]),
        paid_by_fund=pl.Series(parts["paid_by_fund"]),
        paid_by_serious_illness_insurance=pl.lit(0, pl.Int64),
        paid_by_medical_aid=pl.lit(0, pl.Int64),
        self_paid=pl.Series(own),
        self_financed=pl.Series((np.maximum(own, 0) * between(rng, 0.0, 0.25, len(row))).astype(np.int64)),
    )
    back = rows.filter(pl.Series(chance(rng, CANCELLED, rows.height)))
    amounts = [column for column, kind in rows.schema.items() if kind == pl.Int64 and column != "person"]
    return pl.concat([rows, back, back.with_columns(-pl.col(amounts))])


def imprisoned(town: Town) -> pl.DataFrame:
    """person, kind, from_date, to_date; some are still paid their aid."""
    rng = town.streams("imprisoned")
    people, work = town.people, town.work
    idle = np.isin(work["status"].to_numpy(), (NONE, JOBLESS))
    men = _usual(town) & people["male"].to_numpy() & people["age"].is_between(19, 65).to_numpy()
    some = np.flatnonzero(men & idle & chance(rng, PRISON * 8, people.height))
    paid = (
        town.benefits.filter(pl.col("is_claimed") & (pl.col("programme") == "dibao"))["person"]
        .unique()
        .sort()
        .to_numpy()
    )
    paid = paid[men[paid]]
    at = np.union1d(some, some_of(rng, paid, round(PRISON_ON_ROLL * len(paid))))
    days = rng.integers(40, 1_400, len(at))
    ended = chance(rng, 0.15, len(at))
    length = np.where(ended, np.maximum(10, days - 30), days + rng.integers(60, 2_000, len(at)))
    return pl.DataFrame(
        {
            "person": at,
            "kind": pl.Series(["服刑", "强制戒毒"]).gather(weighted(rng, [75, 25], len(at))),
            "from_date": days_before(town.as_of, days),
            "to_date": days_before(town.as_of, days - length),
        }
    )


def births(town: Town) -> pl.DataFrame:
    """Birth certificates of the last two years: person (the child), certificate and the parents' numbers."""
    people, rng = town.people, town.streams("birth_certificates")
    born = (pl.lit(town.as_of) - pl.col("birth_date")).dt.total_days() < 730
    babies = people.filter(born & pl.col("story").is_null() & ((pl.col("mother") >= 0) | (pl.col("father") >= 0)))
    babies = babies.filter(pl.Series(chance(rng, 0.97, babies.height)))
    return birth_certificates(town, babies, "first")


def birth_certificates(town: Town, babies: pl.DataFrame, name: str) -> pl.DataFrame:
    """The certificates of these children (rows of people)."""
    ids = town.people["id_number"]
    number = padded("S310", scattered(town.streams, f"birth_{name}", babies.height, 10**5, 10**7), 6)
    return babies.select(
        "person",
        birth_certificate_number=number,
        **{
            f"{kin}_id_number": pl.when(pl.col(kin) >= 0).then(ids.gather(babies[kin].clip(0)))
            for kin in ("mother", "father")
        },
    )


def managed(town: Town) -> pl.DataFrame:
    """person, kind, registered_date, valid_to_date: under health management."""
    rng, people = town.streams("managed"), town.people
    size, usual = people.height, _usual(town)
    mental = town.records["残联_持证残疾人"].filter(pl.col("disability_kind") == "精神")["person"].unique().to_numpy()
    mental = np.sort(mental[usual[mental]])
    ill = np.union1d(mental[chance(rng, 0.65, len(mental))], np.flatnonzero(usual & chance(rng, MANAGED, size)))
    referred = np.flatnonzero(usual & people["age"].is_between(10, 80).to_numpy() & chance(rng, REFERRED, size))
    parents = np.union1d(people["father"].unique().to_numpy(), people["mother"].unique().to_numpy())
    childless = usual & (people["age"] >= 49).to_numpy() & ~np.isin(np.arange(size), parents)
    bereaved = np.flatnonzero(childless & chance(rng, BEREAVED, size))
    found = []
    for kind, at in (("严重精神障碍在管", ill), ("心理援助转介", referred), ("计生特殊家庭", bereaved)):
        days = rng.integers(20, 330 if kind == "心理援助转介" else 2_500, len(at))
        holds = 365 if kind == "心理援助转介" else 3_650
        found.append(
            pl.DataFrame(
                {
                    "person": at,
                    "kind": pl.Series([kind] * len(at), dtype=pl.String),
                    "registered_date": days_before(town.as_of, days),
                    "valid_to_date": days_before(town.as_of, days - holds),
                }
            )
        )
    return pl.concat(found)


def warnings(town: Town) -> pl.DataFrame:
    """person, kind, event_date: protection orders and warning letters."""
    rng, people = town.streams("warnings"), town.people
    at = np.flatnonzero(
        _usual(town) & people["age"].is_between(16, 75).to_numpy()
        & chance(rng, np.where(people["male"].to_numpy(), 0.2, 1.8) * WARNED, people.height)
    )  # fmt: skip
    kinds = pl.Series(["人身安全保护令", "家庭暴力告诫书", "监护资格撤销"])
    return pl.DataFrame(
        {
            "person": at,
            "kind": kinds.gather(weighted(rng, [35, 60, 5], len(at))),
            "event_date": days_before(town.as_of, rng.integers(5, 700, len(at))),
        }
    )


def monitored(town: Town) -> pl.DataFrame:
    """person (the head), kind, from_date, to_date: monitored against falling back into poverty."""
    rng = town.streams("monitored")
    told = town.homes.filter(pl.col("kind") == "story")["household"]
    poor = means(town.world, town.records, town.as_of).filter(
        (pl.col("countable") < 194_000 * pl.col("members")) & (pl.col("income") > 0)
        & ~pl.col("household").is_in(told.implode())
    )  # fmt: skip
    at = poor.filter(pl.Series(chance(rng, MONITORED, poor.height)))["first"].to_numpy()
    days = rng.integers(30, 900, len(at))
    over = chance(rng, 0.25, len(at))
    ended = days_before(town.as_of, np.maximum(1, days // 3))
    return pl.DataFrame(
        {
            "person": at,
            "kind": pl.Series(["脱贫不稳定户", "边缘易致贫户", "突发严重困难户"]).gather(
                weighted(rng, [2, 5, 3], len(at))
            ),
            "from_date": days_before(town.as_of, days),
            "to_date": pl.select(pl.when(pl.Series(over)).then(ended)).to_series(),
        }
    )
