"""Clean rows of 人社_企业年金, 税务_扣缴明细, 公积金_缴存, 医保_参保状态 and 民政_申报明细."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.applications import Declared
from data_samples.generator.authorisations import may_ask
from data_samples.generator.evidence import anchor_month, month_text_of
from data_samples.generator.state import Town
from data_samples.generator.streams import Ints, chance
from data_samples.generator.work import NONE, OWN, RETIRED, WAGE

ANNUITY_SHARE = 0.06  # of employees' pensions outside the applying households
FUND_SHARE = 0.6  # of those who contribute
FUND_MONTHS = 2


def annuities(town: Town) -> pl.DataFrame:
    """person, annuity (fen a month), month."""
    rng = town.streams("annuities")
    work = town.work
    may = (work["status"] == RETIRED) & work["is_employee_pension"] & ~work["is_planned"] & (work["pension"] > 0)
    at = np.flatnonzero(may.to_numpy() & chance(rng, ANNUITY_SHARE, work.height))
    month = month_text_of(anchor_month(town.as_of))
    return pl.DataFrame(
        {"person": at, "annuity": rng.integers(20_000, 160_000, len(at)) // 10 * 10, "month": [month] * len(at)},
        schema_overrides={"month": pl.String},
    )


def asked_of_the_tax_office(town: Town) -> Ints:
    """Persons whose monthly wages are asked: members with a valid authorisation, and those on the dibao roll."""
    signed = may_ask(town.authorised, "税务", town.as_of)
    homes = town.people["household"].gather(town.records["民政_低保在册"]["person"]).unique()
    on_roll = town.people.filter(pl.col("present") & pl.col("household").is_in(homes.implode()))["person"].to_numpy()
    return np.union1d(signed, on_roll)


def receipts(town: Town, asked: Ints, year: int) -> pl.DataFrame:
    """Wages and fees month by month of these persons, adding up exactly to the annual totals of `year`.

    person, employer_number, income_kind, month, income (fen).
    """
    kinds = ["工资薪金所得", "劳务报酬所得"]
    annual = town.records["税务_个人所得"].filter(
        pl.col("person").is_in(asked.tolist()) & pl.col("income_kind").is_in(kinds) & (pl.col("year") == year)
    )
    count = annual["months_employed"].fill_null(1).clip(1, 12).to_numpy()
    last = town.work["last_month"].to_numpy()[annual["person"].to_numpy()] if annual.height else count
    # of two employers the second came after the first
    after = annual.with_columns(count=pl.Series(count)).select(
        pl.col("count").cum_sum(reverse=True).over("person", "income_kind") - pl.col("count")
    )
    last = np.maximum(np.where(last < count, 12, last) - after.to_series().to_numpy(), count)
    row = np.repeat(np.arange(annual.height), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    # mixed from the person and the month, so that a month is the same whoever else is asked about
    mixed = (annual["person"].to_numpy() * 2_654_435_761 + town.streams.seed * 40_503)[row] + place * 7_919
    weight = 100 + (mixed >> 9) % 8
    often = (annual["person"].to_numpy() * 48_271 + town.streams.seed) % 100
    partial = np.repeat((often < 25) & (count > 1), count) & (place == 0)
    weight = np.where(partial, weight // 2, weight)  # somebody came in the middle of a month
    bonus = np.repeat(often >= 80, count) & (place == np.repeat(count, count) - 1)
    weight = np.where(bonus, weight * 2, weight)  # the thirteenth wage
    total = np.repeat(annual["income"].to_numpy(), count)
    of_row = np.bincount(row, weight, minlength=annual.height)
    running = np.cumsum(weight)
    before = np.repeat(np.r_[0, np.cumsum(of_row)[:-1]] if annual.height else of_row, count)
    upto = (total * (running - before) / of_row[row]).astype(np.int64) if len(row) else total
    upto = np.where(place == np.repeat(count, count) - 1, total, upto)
    part = np.diff(upto, prepend=0)
    part = np.where(place == 0, upto, part)
    month = np.repeat(last - count + 1, count) + place
    return pl.DataFrame(
        {
            "person": annual["person"].gather(row),
            "employer_number": annual["employer_number"].gather(row),
            "income_kind": annual["income_kind"].gather(row),
            "month": f"{year}-" + pl.Series(month).cast(pl.String).str.zfill(2),
            "income": part,
        }
    )


def housing_fund(town: Town) -> pl.DataFrame:
    """person, employer_number, month, deposit, balance (fen) of some contributors in the newest months."""
    rng = town.streams("housing_fund")
    anchor = anchor_month(town.as_of)
    months = [month_text_of(anchor - back) for back in range(FUND_MONTHS)]
    rows = town.records["人社_参保缴费"].filter(
        pl.col("month").is_in(months) & (pl.col("employer_number") != "灵活就业")
    )
    has = chance(rng, FUND_SHARE, town.people.height)
    rows = rows.filter(pl.Series(has[rows["person"].to_numpy()]))
    share = rng.integers(10, 15, town.people.height)[rows["person"].to_numpy()]
    saved = rng.integers(3, 150, town.people.height)[rows["person"].to_numpy()]
    deposit = rows["contribution_base"].to_numpy() * share // 100
    return rows.select("person", "employer_number", "month").with_columns(
        deposit=pl.Series(deposit), balance=pl.Series(deposit * saved)
    )


def insured(town: Town) -> pl.DataFrame:
    """person, year, scheme, status: nearly everybody is insured."""
    rng = town.streams("insured")
    people, work = town.people, town.work
    size = people.height
    status = work["status"].to_numpy()
    employee = np.isin(status, (WAGE, RETIRED)) | ((status == OWN) & chance(rng, 0.6, size))
    known = people["present"].to_numpy() & (people["registered"].to_numpy() | employee) & chance(rng, 0.985, size)
    known &= people["story"].is_null().to_numpy()
    idle = status == NONE
    state = np.where(idle & chance(rng, 0.12, size), 2, np.where(chance(rng, 0.012, size), 1, 0))
    at = np.flatnonzero(known)
    return pl.DataFrame(
        {
            "person": at,
            "year": np.full(len(at), town.as_of.year),
            "scheme": pl.Series(["城乡居民基本医疗保险", "职工基本医疗保险"]).gather(employee[at].astype(np.int64)),
            "status": pl.Series(["正常", "断保", "未参保"]).gather(state[at]),
        }
    )


def declared_items(town: Town) -> pl.DataFrame:
    """person, application_number, item_code, declared_value: the declared totals item by item, yuan or a count."""
    return items_of(town, town.declared)


def items_of(town: Town, declared: Declared) -> pl.DataFrame:
    """The same of some declarations."""
    members = declared.members.filter(pl.col("declared_income") > 0)
    pension = town.records["人社_养老待遇"]["person"].unique()
    waged = town.records["税务_个人所得"]["person"].unique()
    kind = (
        pl.when(pl.col("person").is_in(pension.implode())).then(pl.lit("income_pension"))
        .when(pl.col("person").is_in(waged.implode())).then(pl.lit("income_wage"))
        .otherwise(pl.lit("income_support"))
    )  # fmt: skip
    told = yuan(pl.col("declared_income"))
    found = [members.select("person", "application_number", item_code=kind, declared_value=told)]
    for code, text in YUAN_OF_ITEM.items():
        if code != "income":
            column = text.meta.root_names()[0]
            some = declared.applications.filter(pl.col(column) > 0)
            found.append(some.select("person", "application_number", item_code=pl.lit(code), declared_value=text))
    return pl.concat(found).sort("application_number", "person", "item_code")


def yuan(fen: pl.Expr) -> pl.Expr:
    """1234.56 of an amount in fen."""
    return pl.concat_str((fen // 100).cast(pl.String), pl.lit("."), (fen % 100).cast(pl.String).str.zfill(2))


YUAN_OF_ITEM = {
    "income": yuan(pl.col("declared_income")),
    "asset_deposit": yuan(pl.col("declared_deposits")),
    "asset_security": yuan(pl.col("declared_securities")),
    "asset_dwelling": pl.col("declared_dwelling_count").cast(pl.String),
    "asset_vehicle": pl.col("declared_vehicle_count").cast(pl.String),
}
