"""New vehicles, dwellings, companies and money: also of recipients, who ought to have said so."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.further.property import signed_by
from data_samples.generator.identifiers import company_numbers, padded
from data_samples.generator.life.bodies import days_between, usual, within
from data_samples.generator.state import Town
from data_samples.generator.streams import Flags, Ints, Streams, chance, weighted

BUYS_CAR, BUYS_HOME, FOUNDS, SCRAPS = 0.02, 0.004, 0.004, 0.03  # grown persons, vehicles a year
IF_ON_ROLL = 0.35  # as often
ASKED_AGAIN, WINDFALL = 0.04, 0.05  # of recipients' accounts a month, of those


def change(town: Town, streams: Streams, before: date) -> None:
    """What people buy, sell and put by between two batches."""
    rng, days = streams("wealth"), (town.as_of - before).days
    size = town.people.height
    roll = town.people["household"].gather(town.records["民政_低保在册"]["person"]).unique().to_numpy()
    poor = np.isin(town.people["household"].to_numpy(), roll)
    grown = usual(town) & town.people["age"].is_between(20, 75).to_numpy()
    often = np.where(poor, IF_ON_ROLL, 1.0)
    _cars(town, rng, np.flatnonzero(grown & within(rng, BUYS_CAR * often, days, size)), before, days)
    _homes(town, rng, np.flatnonzero(grown & within(rng, BUYS_HOME * often, days, size)), before)
    _companies(town, streams, rng, np.flatnonzero(grown & within(rng, FOUNDS * often, days, size)))
    _asked_again(town, rng, days)


def _cars(town: Town, rng: np.random.Generator, at: Ints, before: date, days: int) -> None:
    serial = town.ledger.next_entry["车管_机动车"] + np.arange(len(at))
    rows = pl.DataFrame(
        {
            "person": at,
            "plate": pl.Series(["沪AD", "沪AF"]).gather(serial // 100_000 % 2) + padded("", serial % 100_000, 5),
            "vehicle_kind": pl.Series(["小型轿车", "小型普通客车"]).gather(weighted(rng, [7, 2], len(at))),
            "first_registered_date": days_between(rng, before, town.as_of, len(at)),
            "price": rng.integers(300, 2_600, len(at)) * 10_000,
            "status": pl.Series(["正常"] * len(at), dtype=pl.String),
            "use": pl.Series(["非营运"] * len(at), dtype=pl.String),
            "is_hidden": np.zeros(len(at), dtype=bool),
        }
    )
    town.ledger.add("车管_机动车", rows, "vehicle")
    have = town.records["车管_机动车"]
    told = _told(town)
    gone = chance(rng, SCRAPS * days / 365, have.height) & ~told[have["person"].to_numpy()]
    town.ledger.change(
        "车管_机动车",
        pl.Series(gone) & (pl.col("status") == "正常"),
        {"status": pl.lit("报废注销")},
        "vehicle_scrapped",
    )


def _told(town: Town) -> Flags:
    return town.people["story"].is_not_null().to_numpy()


def _homes(town: Town, rng: np.random.Generator, at: Ints, before: date) -> None:
    """A purchase is signed first, where that is delivered, and registered as a title two months later."""
    day = days_between(rng, before, town.as_of, len(at))
    signed = signed_by(town, at, day, f"{town.as_of}")
    town.ledger.add("不动产_网签备案", signed, "purchase")
    serial = town.as_of.toordinal() * 1_000 + np.arange(len(at))
    title = "沪房地字(3" + padded("", serial % 10**9, 10) + ")号"
    rows = pl.DataFrame(
        {
            "person": at,
            "title_number": title,
            "property_address": signed["property_address"],
            "area_m2": np.round(rng.normal(78, 22, len(at)).clip(28, 200), 1),
            "use": pl.Series(["住宅"] * len(at), dtype=pl.String),
            "share": np.ones(len(at)),
            "is_hidden": np.zeros(len(at), dtype=bool),
        }
    )
    if len(at):
        due = date.fromordinal(town.as_of.toordinal() + 60)
        town.waiting.append((due, "title", rows))
    for new in town.due("title"):
        town.ledger.add("不动产_权利人", new, "title")


def _companies(town: Town, streams: Streams, rng: np.random.Generator, at: Ints) -> None:
    rows = pl.DataFrame(
        {
            "person": at,
            "company_number": company_numbers(streams, len(at)),
            "role": pl.Series(["法定代表人", "股东"]).gather(weighted(rng, [7, 3], len(at))),
            "registered_capital_wan": rng.integers(1, 50, len(at)) * 10.0,
            "status": pl.Series(["存续"] * len(at), dtype=pl.String),
        }
    )
    town.ledger.add("市监_企业人员", rows, "company")


def _asked_again(town: Town, rng: np.random.Generator, days: int) -> None:
    """Banks answer once a case; some recipients are asked again, and a few of them have far more money than before."""
    have = town.records["银行_账户余额"]
    owner = have["person"].to_numpy()
    roll = town.people["household"].gather(town.records["民政_低保在册"]["person"]).unique().to_numpy()
    on_roll = np.isin(town.people["household"].to_numpy()[owner], roll) & ~_told(town)[owner]
    again = on_roll & chance(rng, ASKED_AGAIN * days / 30, have.height)
    jumps = again & chance(rng, WINDFALL, have.height)
    balance = have["balance"].to_numpy()
    near = (balance * rng.uniform(0.9, 1.1, have.height)).astype(np.int64)
    new = pl.lit(pl.Series(np.where(jumps, balance + rng.integers(4_000_000, 20_000_000, have.height), near)))
    values = {"balance": new, "as_of_date": pl.lit(town.as_of)}
    town.ledger.change("银行_账户余额", pl.Series(again), values, "balance")
    town.ledger.change("银行_账户余额", pl.Series(jumps), {"balance": new}, "windfall")
