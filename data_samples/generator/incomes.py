"""Clean records about income: tax totals of the year, contributions by month, pensions, registered unemployment."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.identifiers import padded
from data_samples.generator.population import Population
from data_samples.generator.streams import Ints, Streams, chance
from data_samples.generator.work import JOBLESS, NONE, OWN, RETIRED, WAGE

BASE_LOW, BASE_HIGH = 390_200, 1_951_200  # fen; legal bounds of the contribution base in 2017
MONTHS_DELIVERED = 6
CONTRACT_SHARE = 0.94
PAID_AFTER_DEATH = 0.06


def month_text(months: Ints, year: int) -> pl.Series:
    """YYYY-MM of month numbers 1-12."""
    return f"{year}-" + pl.Series(months).cast(pl.String).str.zfill(2)


def income_records(streams: Streams, world: Population, work: pl.DataFrame, as_of: date) -> dict[str, pl.DataFrame]:
    """Clean rows of 税务_个人所得, 人社_参保缴费, 人社_养老待遇 and 人社_失业登记, each with `person`."""
    employers = _employers(streams, work.height)
    return {
        "税务_个人所得": _tax(streams, work, employers, as_of.year),
        "人社_参保缴费": _contributions(streams, world, work, employers, as_of.year),
        "人社_养老待遇": _pensions(streams, world, work, as_of),
        "人社_失业登记": _unemployment(streams, world, work, as_of),
    }


def _employers(streams: Streams, size: int) -> pl.DataFrame:
    """Two employer numbers per person; a few employers are large."""
    rng = streams("employer_of")
    pool = max(5, size // 15)
    return pl.DataFrame(
        {
            name: padded("310", (rng.random(size) ** 2 * pool).astype(np.int64) * 37 + offset, 9)
            for name, offset in (("one", 10_000_001), ("two", 20_000_001))
        }
    )


def _tax(streams: Streams, work: pl.DataFrame, employers: pl.DataFrame, year: int) -> pl.DataFrame:
    rng = streams("tax")
    person = work["person"].to_numpy()
    annual, months = work["annual"].to_numpy(), work["months"].to_numpy()
    paid = (work["status"] == WAGE).to_numpy() & (annual > 0)
    two = paid & (work["employers"] == 2).to_numpy() & (annual >= 1200)
    split = np.where(two, annual * rng.integers(40, 75, len(annual)) // 100, annual)

    def rows(who: np.ndarray, kind: str, amount: Ints, count: Ints | None, employer: pl.Series | None) -> pl.DataFrame:
        at = np.flatnonzero(who)
        return pl.DataFrame(
            {
                "person": person[at],
                "income_kind": [kind] * len(at),
                "year": np.full(len(at), year),
                "months_employed": pl.Series(count[at] if count is not None else [None] * len(at), dtype=pl.Int64),
                "income": amount[at],
                "employer_number": pl.Series([None] * len(at), dtype=pl.String)
                if employer is None
                else employer.gather(at),
            }
        )

    own = (work["own"] > 0).to_numpy()
    applies = work["is_planned"].to_numpy()
    settled = paid & ~applies & (work["wage"] > 500_000).to_numpy()
    fees, dividends, rent = (settled & chance(rng, share, len(annual)) for share in (0.03, 0.02, 0.015))
    amounts = (rng.lognormal(np.log(600_000), 0.8, len(annual))).astype(np.int64) // 100 * 100
    none = None
    return pl.concat(
        [
            rows(paid, "工资薪金所得", split, np.where(two, np.maximum(1, months // 2), months), employers["one"]),
            rows(two, "工资薪金所得", annual - split, np.maximum(1, months - months // 2), employers["two"]),
            rows(own, "经营所得", work["own"].to_numpy(), none, none),
            rows(fees, "劳务报酬所得", amounts, none, employers["two"]),
            rows(dividends, "利息股息红利所得", amounts // 5, none, none),
            rows(rent, "财产租赁所得", amounts * 4, none, none),
        ]
    )


def _contributions(
    streams: Streams, world: Population, work: pl.DataFrame, employers: pl.DataFrame, year: int
) -> pl.DataFrame:
    """One row a month from the last MONTHS_DELIVERED; some lost their job or changed employers."""
    rng = streams("contributions")
    size = work.height
    last, months = work["last_month"].to_numpy(), work["months"].to_numpy()
    covered = (work["status"] == WAGE).to_numpy() & chance(rng, CONTRACT_SHARE, size)
    own = (work["status"] == OWN).to_numpy() & chance(rng, 0.5, size)
    changed = np.where(chance(rng, 0.06, size), rng.integers(8, 13, size), 13)
    base = np.clip(np.where(own, BASE_LOW, work["wage"].to_numpy()), BASE_LOW, BASE_HIGH) // 100 * 100
    first = np.where(own, 1, last - months + 1)
    last = np.where(own, 12, last)
    found = []
    for month in range(13 - MONTHS_DELIVERED, 13):
        at = np.flatnonzero((covered | own) & (first <= month) & (last >= month))
        found.append(
            pl.DataFrame(
                {
                    "person": at,
                    "employer_number": pl.select(
                        pl.when(pl.Series(own[at])).then(pl.lit("灵活就业"))
                        .when(pl.Series(changed[at] <= month)).then(employers["two"].gather(at))
                        .otherwise(employers["one"].gather(at))
                    ).to_series(),
                    "contribution_base": base[at],
                    "month": month_text(np.full(len(at), month), year),
                    "scheme": pl.Series(["城镇职工基本养老保险"] * len(at), dtype=pl.String),
                }
            )
        )  # fmt: skip
    return pl.concat(found)


def _pensions(streams: Streams, world: Population, work: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Pensions in payment in the month of the cut-off; a few are still paid to the dead."""
    rng = streams("pensions")
    dead = world.people["died"].is_not_null() & (world.people["age"] >= 60) & world.people["story"].is_null()
    still = np.flatnonzero(dead.to_numpy() & chance(rng, PAID_AFTER_DEATH, work.height))
    late = pl.DataFrame(
        {
            "person": still,
            "benefit_kind": pl.Series(["城镇职工养老金"] * len(still), dtype=pl.String),
            "pension": rng.integers(200_000, 450_000, len(still)) // 10 * 10,
            "month": pl.Series([f"{as_of:%Y-%m}"] * len(still), dtype=pl.String),
        }
    )
    kind = pl.when("is_employee_pension").then(pl.lit("城镇职工养老金")).otherwise(pl.lit("城乡居民养老金"))
    due = work.filter((pl.col("status") == RETIRED) & (pl.col("pension") > 0)).select(
        "person", benefit_kind=kind, pension="pension", month=pl.lit(f"{as_of:%Y-%m}")
    )
    return pl.concat([due, late])


def _unemployment(streams: Streams, world: Population, work: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Registered unemployed; also some who found work (已就业) or were struck off, whose benefit no longer counts."""
    rng = streams("unemployment")
    status = work["status"].to_numpy()
    jobless = np.flatnonzero(status == JOBLESS)
    ended = np.flatnonzero(np.isin(status, (WAGE, NONE)) & chance(rng, 0.012, len(status)))
    adult = world.people["age"].to_numpy()[ended] >= 20
    ended = ended[adult & world.people["story"].is_null().to_numpy()[ended]]
    days = rng.integers(20, 900, len(jobless) + len(ended))
    days[: len(jobless)] += 380 * work["is_burdened"].to_numpy()[jobless]
    benefit = np.concatenate([work["benefit"].to_numpy()[jobless], np.full(len(ended), 132_800)])
    left = rng.integers(0, 14, len(days))
    until = np.where(
        np.arange(len(days)) < len(jobless), as_of.year * 12 + as_of.month - 1 + left, 2017 * 12 + left % 10
    )
    home = world.people["household"].to_numpy()[np.concatenate([jobless, ended])]
    until_text = pl.Series(until // 12).cast(pl.String) + "-" + pl.Series(until % 12 + 1).cast(pl.String).str.zfill(2)
    out = pl.Series(np.where(rng.random(len(ended)) < 0.6, "已就业", "已注销"))
    return pl.DataFrame(
        {
            "person": np.concatenate([jobless, ended]),
            "phone": world.homes["phone"].gather(home),
            "registered_date": days_before(as_of, days),
            "unemployment_benefit": benefit,
            "status": pl.concat([pl.Series(["登记失业"] * len(jobless), dtype=pl.String), out.cast(pl.String)]),
            "benefit_until_month": until_text,
        }
    ).with_columns(benefit_until_month=pl.when(pl.col("unemployment_benefit") > 0).then("benefit_until_month"))


def days_before(as_of: date, days: Ints) -> pl.Series:
    """Dates so many days before `as_of`."""
    return pl.Series(np.datetime64(as_of).astype(np.int64) - days).cast(pl.Int32).cast(pl.Date)
