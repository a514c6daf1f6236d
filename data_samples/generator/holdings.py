"""Clean records about property: bank accounts, securities, dwellings, vehicles, companies; each row has `person`."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator import addresses
from data_samples.generator.addresses import PARTS
from data_samples.generator.identifiers import company_numbers, padded, scattered
from data_samples.generator.incomes import days_before
from data_samples.generator.population import Population
from data_samples.generator.streams import Flags, Ints, Streams, chance, weighted
from data_samples.generator.work import OWN, WAGE

BANKS = (
    "工商银行",
    "建设银行",
    "农业银行",
    "中国银行",
    "交通银行",
    "浦发银行",
    "上海银行",
    "农商银行",
    "邮储银行",
)
CO_OWNED = 0.03  # of sole owners: half belongs to a relative elsewhere
SLEEPING = 0.15  # accounts with next to nothing in them


def households_with(plan: pl.DataFrame, kind: str) -> Ints:
    return plan.filter(pl.col("kind") == kind)["household"].unique().sort().to_numpy()


def holding_records(
    streams: Streams, world: Population, work: pl.DataFrame, plan: pl.DataFrame, as_of: date
) -> dict[str, pl.DataFrame]:
    """Clean rows of 银行_账户余额 (applicants only), 证券_持仓, 不动产_权利人, 车管_机动车 and 市监_企业人员."""
    return {
        "银行_账户余额": accounts(streams, world, plan, as_of),
        "证券_持仓": _securities(streams, world, work, plan, as_of),
        "不动产_权利人": _dwellings(streams, world, work, plan),
        "车管_机动车": _vehicles(streams, world, work, plan, as_of),
        "市监_企业人员": _companies(streams, world, work),
    }


def _grown(world: Population) -> Flags:
    people = world.people
    return (people["present"] & people["story"].is_null() & (people["age"] >= 18)).to_numpy()


def _first_grown(world: Population, homes: Ints) -> Ints:
    """The first living adult of each household, -1 where there is none."""
    first = np.full(world.homes.height, -1, dtype=np.int64)
    rows = np.flatnonzero(_grown(world))[::-1]
    first[world.people["household"].to_numpy()[rows]] = rows
    return first[homes]


def accounts(streams: Streams, world: Population, plan: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One to three accounts per adult of an applying household; hidden money sits in one more account."""
    rng = streams("accounts")
    house = world.people["household"].to_numpy()
    applies = np.zeros(world.homes.height, dtype=bool)
    applies[plan["household"].to_numpy()] = True
    adults = np.flatnonzero(_grown(world) & applies[house])
    count = rng.integers(0, 4, len(adults))
    owner = np.repeat(adults, count)
    balance = np.where(
        chance(rng, SLEEPING, len(owner)), rng.integers(0, 2_000, len(owner)),
        np.minimum(900_000, rng.lognormal(np.log(180_000), 0.9, len(owner))).astype(np.int64),
    )  # fmt: skip
    hiders = _first_grown(world, households_with(plan, "under_deposit"))
    hiders = hiders[hiders >= 0]
    hidden = rng.integers(3_500_000, 16_000_000, len(hiders))
    owner, balance = np.concatenate([owner, hiders]), np.concatenate([balance, hidden])
    product = np.where(balance > 2_000_000, weighted(rng, [2, 5, 3], len(owner)), weighted(rng, [8, 2, 0], len(owner)))
    return pl.DataFrame(
        {
            "person": owner,
            "bank": pl.Series(BANKS).gather(weighted(rng, [5, 4, 3, 3, 3, 2, 3, 3, 2], len(owner))),
            "account_number": padded("62", scattered(streams, "account_numbers", len(owner), 10**13, 10**14), 17),
            "product": pl.Series(["活期", "定期", "理财"]).gather(product),
            "balance": balance,
            "as_of_date": [as_of] * len(owner),
            "is_hidden": np.arange(len(owner)) >= len(owner) - len(hiders),
        }
    )


def _securities(
    streams: Streams, world: Population, work: pl.DataFrame, plan: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    rng = streams("securities")
    size = work.height
    well_off = _grown(world) & ~work["is_planned"].to_numpy() & (work["wage"] > 600_000).to_numpy()
    holders = np.flatnonzero(well_off & chance(rng, 0.15, size))
    hiders = _first_grown(world, households_with(plan, "under_security"))
    small = np.flatnonzero(_grown(world) & work["is_planned"].to_numpy() & chance(rng, 0.03, size))
    owner = np.concatenate([holders, hiders[hiders >= 0], np.setdiff1d(small, hiders)])
    value = np.concatenate(
        [
            rng.lognormal(np.log(6_000_000), 1.0, len(holders)).astype(np.int64),
            rng.integers(1_200_000, 7_000_000, int((hiders >= 0).sum())),
            rng.integers(5_000, 400_000, len(owner) - len(holders) - int((hiders >= 0).sum())),
        ]
    )
    return pl.DataFrame(
        {
            "person": owner,
            "account_number": padded("A", scattered(streams, "security_accounts", len(owner), 10**8, 10**9), 9),
            "market_value": value,
            "as_of_date": [as_of] * len(owner),
            "is_hidden": np.isin(np.arange(len(owner)), len(holders) + np.arange(int((hiders >= 0).sum()))),
        }
    )


def _dwellings(streams: Streams, world: Population, work: pl.DataFrame, plan: pl.DataFrame) -> pl.DataFrame:
    """One title a household at most times, a married couple shares it; the better off own more and other uses."""
    rng = streams("dwellings")
    count = world.homes.height
    applies = np.zeros(count, dtype=bool)
    applies[plan["household"].to_numpy()] = True
    rich = np.zeros(count, dtype=np.int64)
    np.maximum.at(rich, world.people["household"].to_numpy(), work["wage"].to_numpy())
    local = ~world.homes["outsider"].to_numpy()
    one = local & chance(rng, np.where(applies, 0.45, 0.8), count)
    two = (one & ~applies & (rich > 900_000) & chance(rng, 0.25, count)).copy()
    hidden = households_with(plan, "under_dwelling")
    one[hidden] = True
    two[hidden] = True
    other = ~applies & (rich > 900_000) & chance(rng, 0.12, count)
    homes = np.concatenate([np.flatnonzero(one), np.flatnonzero(two), np.flatnonzero(other)])
    use = np.concatenate(
        [np.zeros(int(one.sum() + two.sum()), np.int64), weighted(rng, [5, 2, 1, 1], int(other.sum())) + 1]
    )
    own = np.arange(len(homes)) < one.sum()
    owner = _first_grown(world, homes)
    area = np.round(np.where(applies[homes], rng.normal(46, 14, len(homes)), rng.normal(82, 26, len(homes))), 1)
    frame = pl.DataFrame(
        {
            "person": owner,
            "title_number": "沪房地字(2"
            + padded("", scattered(streams, "titles", len(homes), 10**9, 10**10), 10)
            + ")号",
            "property_address": _property_addresses(streams, world, homes, own),
            "area_m2": np.maximum(np.where(use == 3, 12.5, 16.0), area),
            "use": pl.Series(["住宅", "车位", "商业", "办公", "其他"]).gather(use),
            "partner": world.people["spouse"].gather(np.maximum(owner, 0)),
            "shared": chance(rng, 0.6, len(homes)),
            "is_hidden": np.isin(homes, hidden) & ~own & (use == 0),
        }
    ).filter(pl.col("person") >= 0)
    alive = world.people["present"]
    pair = pl.col("shared") & (pl.col("partner") >= 0) & alive.gather(frame["partner"].clip(0))
    frame = frame.with_columns(share=pl.when(pair).then(0.5).otherwise(1.0))
    partners = frame.filter(pl.col("share") == 0.5).with_columns(person="partner")
    # some share with a relative who lives elsewhere
    apart = frame.filter((pl.col("share") == 1.0) & ~pl.col("is_hidden") & (pl.col("use") == "住宅"))
    apart = apart.filter(pl.Series(chance(rng, CO_OWNED, apart.height)))
    usual = np.flatnonzero(_grown(world) & ~work["is_planned"].to_numpy())
    if apart.height and len(usual):
        half = pl.col("title_number").is_in(apart["title_number"].implode())
        frame = frame.with_columns(share=pl.when(half).then(0.5).otherwise("share"))
        others = usual[rng.integers(0, len(usual), apart.height)]
        partners = pl.concat([partners, apart.with_columns(person=pl.Series(others), share=pl.lit(0.5))])
    return pl.concat([frame, partners]).drop("partner", "shared")


def _property_addresses(streams: Streams, world: Population, homes: Ints, own: Flags) -> pl.Series:
    """The first title lies where the household lives, the others anywhere."""
    here = world.homes.select(pl.col(f"res_{part}").alias(part) for part in PARTS)[homes]
    there = addresses.places(streams, "second_homes", len(homes), world.people.height)
    chosen = here.select(
        pl.when(pl.Series(own)).then(pl.col(part)).otherwise(there[part]).alias(part) for part in PARTS
    )
    return addresses.written(chosen, np.ones(len(homes), dtype=np.int64))


def _vehicles(streams: Streams, world: Population, work: pl.DataFrame, plan: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rng = streams("vehicles")
    size = work.height
    planned = work["is_planned"].to_numpy()
    earns = _grown(world) & np.isin(work["status"].to_numpy(), (WAGE, OWN)) & ~planned
    drivers = np.flatnonzero(earns & chance(rng, 0.25, size))
    hiders = _first_grown(world, households_with(plan, "under_vehicle"))
    hiders = hiders[hiders >= 0]
    past = np.flatnonzero(_grown(world) & planned & chance(rng, 0.04, size))
    owner = np.concatenate([drivers, hiders, past])
    fate = np.concatenate(
        [
            weighted(rng, [93, 5, 2], len(drivers)),
            np.zeros(len(hiders), np.int64),
            1 + weighted(rng, [3, 1], len(past)),
        ]
    )
    use = np.where(np.arange(len(owner)) < len(drivers), weighted(rng, [96, 3, 1], len(owner)), 0)
    plate = scattered(streams, "plates", len(owner), 0, 24 * 260_000)
    letters = pl.Series(list("ABCDEFGHJKLMNPQRSTUVWXYZ"))
    tail = pl.Series(list("0123456789ABCDEFGHJKLMNPQR"))
    body = padded("", plate // 26 % 10_000, 4)
    kinds = pl.Series(["小型轿车", "小型普通客车", "普通二轮摩托车"])
    return pl.DataFrame(
        {
            "person": owner,
            "plate": "沪" + letters.gather(plate // 260_000) + body + tail.gather(plate % 26),
            "vehicle_kind": kinds.gather(weighted(rng, [7, 2, 1], len(owner))),
            "first_registered_date": days_before(as_of, rng.integers(40, 4_500, len(owner))),
            "price": rng.integers(300, 3_200, len(owner)) * 10_000,
            "status": pl.Series(["正常", "报废注销", "转出"]).gather(fate),
            "use": pl.Series(["非营运", "营运", "残疾人专用"]).gather(use),
            "is_hidden": np.isin(np.arange(len(owner)), len(drivers) + np.arange(len(hiders))),
        }
    )  # fmt: skip


def _companies(streams: Streams, world: Population, work: pl.DataFrame) -> pl.DataFrame:
    """Roles in companies: owners of a business, some employees, some applicants with a company long struck off."""
    rng = streams("companies")
    size, grown = work.height, _grown(world)
    owners = np.flatnonzero(
        (work["status"] == OWN).to_numpy() & ~work["is_planned"].to_numpy() & chance(rng, 0.6, size)
    )
    staff = np.flatnonzero(
        (work["wage"] > 900_000).to_numpy() & ~work["is_planned"].to_numpy() & chance(rng, 0.04, size)
    )
    past = np.flatnonzero(work["is_planned"].to_numpy() & grown & chance(rng, 0.01, size))
    person = np.concatenate([owners, staff, past])
    count, is_owner = len(person), np.arange(len(person)) < len(owners)
    is_past = np.arange(count) >= len(owners) + len(staff)
    joined = rng.integers(0, max(1, len(owners)), count)
    company = np.where(is_owner | is_past | (len(owners) == 0), np.arange(count), joined)
    role = np.where(is_owner | is_past, 0, weighted(rng, [0, 5, 2, 3], count))
    state = np.where(is_past, 1 + weighted(rng, [3, 1], count), weighted(rng, [90, 7, 3], count))
    return pl.DataFrame(
        {
            "person": person,
            "company_number": company_numbers(streams, count).gather(company),
            "role": pl.Series(["法定代表人", "股东", "董事", "监事"]).gather(role),
            "registered_capital_wan": (rng.integers(1, 50, count) * 10.0)[company],
            "status": pl.Series(["存续", "注销", "吊销"]).gather(state[company]),
        }
    )
