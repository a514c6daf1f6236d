"""New applications and re-checks of those on the roll, and what is asked and told about them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator import applications, authorisations, benefits, holdings, plan
from data_samples.generator.applications import Declared
from data_samples.generator.further import income as further_income
from data_samples.generator.further import society, welfare
from data_samples.generator.life.bodies import days_between
from data_samples.generator.life.means import incomes_now, incomes_of_a_year
from data_samples.generator.state import Town
from data_samples.generator.streams import Ints, Streams, chance, some_of, weighted

KINDS = ("under_income", "under_deposit", "over_income", "over_deposit", "left_out")
KIND_WEIGHTS = (0.42, 0.22, 0.14, 0.08, 0.14)
PROGRAMMES = ("dibao", "medical_aid", "temporary_aid", "low_rent_housing", "shared_ownership_housing", "education_aid")
POOR = 2.2  # times the dibao standard a head: who applies
RECHECK_AFTER, RECHECKS = 335, 0.02  # days; of those due, a batch


def apply(town: Town, streams: Streams, before: date) -> None:
    """New applications and re-checks, with their members, authorisations and accounts."""
    incomes = incomes_now(town)
    have = benefits.means(town.world, town.records, town.as_of, incomes)
    new = pl.concat([_new(town, streams, have), _rechecks(town, streams)])
    if not new.height:
        return
    accepted = days_between(streams("accepted"), before, town.as_of, new.height)
    numbers = np.arange(new.height) + town.plan.height
    new = new.with_columns(accepted=accepted, application=pl.Series(numbers)).select(town.plan.columns)
    fresh = new.filter(~pl.col("household").is_in(town.plan["household"].unique().implode()))
    accounts = holdings.accounts(streams, town.world, fresh, town.as_of)
    known = {**town.records, "银行_账户余额": pl.concat([town.records["银行_账户余额"].drop("entry"), accounts])}
    members = town.people.filter(pl.col("present") & pl.col("household").is_in(new["household"].unique().implode()))
    year = incomes_of_a_year(town, members["person"].to_numpy())
    said = applications.declare(streams, town.world, new, known, town.as_of, year)
    signed = authorisations.authorise(streams, new, said, town.as_of)
    town.plan = pl.concat([town.plan, new])
    town.declared = Declared(
        *(
            pl.concat([mine, theirs.select(mine.columns)])
            for mine, theirs in (
                (town.declared.applications, said.applications),
                (town.declared.members, said.members),
                (town.declared.people_of, said.people_of),
            )
        )
    )
    town.authorised = pl.concat([town.authorised, signed.select(town.authorised.columns)])
    town.work = town.work.with_columns(
        is_planned=pl.col("is_planned") | town.people["household"].is_in(new["household"].unique().implode())
    )
    ledger = town.ledger
    ledger.add("民政_救助申请", said.applications, "application")
    ledger.add("民政_申请家庭成员", said.members, "application")
    ledger.add(
        "民政_核对授权书", signed.filter(pl.col("flaw").is_null() | (pl.col("flaw") != "missing")), "application"
    )
    may = authorisations.may_ask(signed, "银行", town.as_of)
    ledger.add("银行_账户余额", accounts.filter(pl.col("person").is_in(may.tolist())), "application")
    _ask_further(town, new, said)
    due = town.as_of + timedelta(days=12 + int(streams("due").integers(0, 9)))
    town.waiting.append((due, "conclusion", new.select("application")))


def _ask_further(town: Town, new: pl.DataFrame, said: Declared) -> None:
    """What the other departments are asked or told about new cases."""
    ledger = town.ledger
    if ledger.has("税务_扣缴明细"):
        asked = said.members["person"].unique().to_numpy()
        asked = np.intersect1d(asked, authorisations.may_ask(town.authorised, "税务", town.as_of))
        asked = np.setdiff1d(asked, town.records["税务_扣缴明细"]["person"].unique().to_numpy())
        ledger.add("税务_扣缴明细", further_income.receipts(town, asked, town.begun.year), "application")
        for month, paid in sorted(town.wages.items()):
            rows = paid.filter(pl.col("person").is_in(asked.tolist())).with_columns(
                income_kind=pl.lit("工资薪金所得"), month=pl.lit(month)
            )
            ledger.add("税务_扣缴明细", rows, "application")
    if ledger.has("民政_申报明细"):
        ledger.add("民政_申报明细", further_income.items_of(town, said), "application")
    if ledger.has("核对_查询回执"):
        ledger.add("核对_查询回执", welfare.queries(town, new, said.members), "application")
    if ledger.has("社会_需求登记"):
        homes = new["household"].unique().sort().to_numpy()
        ledger.add(
            "社会_需求登记",
            society.needs(town, homes, town.as_of - timedelta(days=3), town.as_of, f"{town.as_of}"),
            "need",
        )


def _new(town: Town, streams: Streams, have: pl.DataFrame) -> pl.DataFrame:
    """Households that never applied; the poorer ones for aid, working ones for a dwelling."""
    rng = streams("new_applications")
    free = plan.free_households(town.world)
    free[town.plan["household"].to_numpy()] = False
    roll = town.people["household"].gather(town.records["民政_低保在册"]["person"])
    standard = benefits.standard(town.as_of)
    open_to = have.filter(pl.Series(free[have["household"].to_numpy()]) & ~pl.col("household").is_in(roll.implode()))
    poor = open_to.filter(pl.col("income") < POOR * standard * pl.col("members"))["household"].to_numpy()
    working = open_to.filter((pl.col("income") >= 1.5 * standard * pl.col("members")) & (pl.col("youngest") < 55))
    count = max(1, round(plan.application_count(town.people.height) / 104))
    shares = [plan.programmes()[code]["share"] for code in PROGRAMMES]
    codes_of = pl.Series(PROGRAMMES).gather(weighted(rng, shares, count))
    housing = (codes_of == "shared_ownership_housing").to_numpy()
    homes = np.full(count, -1, dtype=np.int64)
    for mask, pool in ((housing, working["household"].to_numpy()), (~housing, poor)):
        chosen = some_of(rng, pool, int(mask.sum()))
        homes[np.flatnonzero(mask)[: len(chosen)]] = chosen[np.argsort(rng.random(len(chosen)), kind="stable")]
    return _planned(streams, have, homes[homes >= 0], codes_of.filter(pl.Series(homes >= 0)), is_first=True)


def _rechecks(town: Town, streams: Streams) -> pl.DataFrame:
    """Households on the roll whose last check is long ago and who have no open case."""
    rng = streams("rechecks")
    last = welfare.last_checks(town)
    open_now = town.plan.filter(pl.col("state").is_in(["受理", "核对中"]))["household"]
    head = town.people[town.homes["first"].clip(0).to_numpy()].select(
        usable=pl.col("registered") & pl.col("present") & pl.col("story").is_null()
    )["usable"]
    due = last.filter(
        (pl.col("rechecked_date") < town.as_of - timedelta(days=RECHECK_AFTER))
        & ~pl.col("household").is_in(open_now.implode())
        & head.gather(last["household"])
    )["household"].to_numpy()
    count = int(RECHECKS * last.height + rng.random())
    chosen = some_of(rng, due, count)
    codes_of = pl.Series(["dibao"] * len(chosen), dtype=pl.String)
    have = benefits.means(town.world, town.records, town.as_of, incomes_now(town))
    return _planned(Streams(streams.seed + 1), have, chosen, codes_of, is_first=False)


def _planned(streams: Streams, have: pl.DataFrame, homes: Ints, codes_of: pl.Series, is_first: bool) -> pl.DataFrame:
    """Rows of the plan but for application and accepted: some hide something or overstate."""
    rng = streams("honesty")
    size = len(homes)
    income = dict(have.select("household", "income").iter_rows())
    share = np.array([plan.programmes()[code]["difference"] for code in codes_of])
    kind = np.where(chance(rng, share, size), weighted(rng, KIND_WEIGHTS, size), -1)
    earns = np.array([income.get(int(home), 0) > 60_000 for home in homes], dtype=bool)
    kind = np.where(np.isin(kind, (0, 2)) & ~earns, 3, kind)
    kind = np.where(np.isin(kind, (1,)) & (not is_first), 3, kind)
    named = pl.Series([*KINDS, "honest"]).gather(np.where(kind < 0, len(KINDS), kind))
    return pl.DataFrame(
        {
            "household": homes,
            "programme": codes_of,
            "kind": named,
            "is_over": np.zeros(size, dtype=bool),
            "per_head": np.zeros(size),
            "state": pl.Series(["受理"] * size, dtype=pl.String),
            "is_first": np.full(size, is_first),
            "issued": pl.Series([None] * size, dtype=pl.Date),
            "application": np.zeros(size, dtype=np.int64),
            "accepted": pl.Series([None] * size, dtype=pl.Date),
        },
        schema_overrides={"household": pl.Int64},
    )
