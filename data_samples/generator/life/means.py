"""What people truly have now: their wages of today, and the average of the last twelve complete months."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.evidence import anchor_month, month_text_of
from data_samples.generator.further.income import receipts
from data_samples.generator.state import Town
from data_samples.generator.streams import Ints


def incomes_now(town: Town) -> pl.DataFrame:
    """person, annual_fen, rate_fen, wage_annual_fen as if today went on, whether any record proves them or not."""
    work, size = town.work, town.people.height
    rate = np.zeros(size, dtype=np.int64)
    pension = town.records["人社_养老待遇"]
    np.add.at(rate, pension["person"].to_numpy(), pension["pension"].to_numpy())
    if town.ledger.has("人社_企业年金"):
        annuity = town.records["人社_企业年金"]
        np.add.at(rate, annuity["person"].to_numpy(), annuity["annuity"].to_numpy())
    jobless = town.records["人社_失业登记"].filter(
        (pl.col("status") == "登记失业") & (pl.col("benefit_until_month") >= f"{town.as_of:%Y-%m}")
    )
    np.add.at(rate, jobless["person"].to_numpy(), jobless["unemployment_benefit"].to_numpy())
    wage = 12 * work["wage"]
    return pl.DataFrame(
        {"person": np.arange(size), "annual_fen": wage + work["own"], "rate_fen": rate, "wage_annual_fen": wage}
    )


def incomes_of_a_year(town: Town, persons: Ints) -> pl.DataFrame:
    """The same of everybody, the wages of these persons as they were paid in the last twelve complete months."""
    now = incomes_now(town)
    anchor = anchor_month(town.as_of)
    months = [month_text_of(anchor - back) for back in range(12)]
    paid = receipts(town, persons, town.begun.year).select("person", "month", "income")
    later = [
        rows.filter(pl.col("person").is_in(persons.tolist())).select("person", month=pl.lit(month), income="income")
        for month, rows in town.wages.items()
    ]
    paid = pl.concat([paid, *later]).filter(pl.col("month").is_in(months))
    annual = now["annual_fen"].to_numpy().copy()
    annual[persons] = town.work["own"].to_numpy()[persons]
    np.add.at(annual, paid["person"].to_numpy(), paid["income"].to_numpy())
    return now.with_columns(annual_fen=pl.Series(annual))
