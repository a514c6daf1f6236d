"""Work: jobs lost and found, retirement, registered unemployment, and who contributes in which month."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator.evidence import month_text_of
from data_samples.generator.incomes import BASE_HIGH, BASE_LOW, CONTRACT_SHARE
from data_samples.generator.life.bodies import usual, within
from data_samples.generator.state import Town
from data_samples.generator.streams import Flags, Ints, Streams, chance
from data_samples.generator.work import JOBLESS, LOW_WAGE, NONE, OWN, RETIRED, WAGE

LOSES, FINDS = 0.07, 0.35  # a year, of those with a wage, of the jobless
REGISTERS = 0.55  # of those who lost a job
WORKS_FROM = 22


def begin(town: Town) -> None:
    """Before the first step: who lost the job of the first year has none, and who contributes has a contract."""
    rows = town.records["人社_参保缴费"]
    covered = rows.filter(pl.col("month") == rows["month"].max())["person"].unique()
    lost = (pl.col("status") == WAGE) & (pl.col("last_month") < 12)
    town.work = town.work.with_columns(
        status=pl.when(lost).then(JOBLESS).otherwise("status"),
        wage=pl.when(lost).then(0).otherwise("wage"),
        has_contract=pl.col("person").is_in(covered.implode()),
    ).cast({"status": pl.Int64, "wage": pl.Int64})


def change(town: Town, streams: Streams, before: date) -> None:
    """Who works, who does not and who is retired; the unemployment register with it."""
    rng = streams("jobs")
    days, size = (town.as_of - before).days, town.people.height
    status = town.work["status"].to_numpy().copy()
    here = usual(town)
    lost = here & (status == WAGE) & within(rng, LOSES, days, size)
    found = here & np.isin(status, (JOBLESS, NONE)) & town.people["age"].is_between(WORKS_FROM, 56).to_numpy()
    found &= within(rng, np.where(status == JOBLESS, FINDS, FINDS / 6), days, size)
    retires = here & np.isin(status, (WAGE, OWN, JOBLESS)) & _reaches_age(town, before)
    status[lost], status[found], status[retires] = JOBLESS, WAGE, RETIRED
    wage = town.work["wage"].to_numpy().copy()
    fresh = np.maximum(LOW_WAGE, rng.lognormal(np.log(420_000), 0.35, size)).astype(np.int64) // 100 * 100
    wage[found], wage[lost | retires] = fresh[found], 0
    pension = town.work["pension"].to_numpy().copy()
    pension[retires] = np.maximum(95_000, rng.normal(350_000, 70_000, size)[retires]).astype(np.int64) // 10 * 10
    town.work = town.work.with_columns(
        status=pl.Series(status), wage=pl.Series(wage), pension=pl.Series(pension),
        is_employee_pension=pl.col("is_employee_pension") | pl.Series(retires),
        has_contract=pl.when(pl.Series(found)).then(pl.Series(chance(rng, CONTRACT_SHARE, size)))
        .otherwise(pl.col("has_contract") & ~pl.Series(lost | retires)),
    )  # fmt: skip
    _register(town, rng, before, lost, found)
    if retires.any():
        first_month = town.as_of.replace(day=1) + timedelta(days=45)
        town.waiting.append((first_month.replace(day=15), "pension", pl.DataFrame({"person": np.flatnonzero(retires)})))


def _reaches_age(town: Town, before: date) -> Flags:
    """Men who become 60, women who become 55 between two batches."""
    at = pl.when("male").then(60).otherwise(55)
    born = pl.col("birth_date").dt.offset_by("60y")
    birthday = pl.when("male").then(born).otherwise(pl.col("birth_date").dt.offset_by("55y"))
    return town.people.select(
        (birthday > before) & (birthday <= town.as_of) & (pl.col("age") == at)
    ).to_series().fill_null(False).to_numpy()  # fmt: skip


def _register(town: Town, rng: np.random.Generator, before: date, lost: Flags, found: Flags) -> None:
    """Some who lost their job register weeks later; who found one or died is written off."""
    at = np.flatnonzero(lost & chance(rng, REGISTERS, len(lost)))
    if len(at):
        lag = pl.Series(rng.integers(10, 60, len(at)))
        until = town.as_of.year * 12 + town.as_of.month - 1 + rng.integers(6, 18, len(at))
        benefit = np.where(chance(rng, 0.7, len(at)), 132_800, 0)
        rows = pl.DataFrame(
            {
                "person": at,
                "phone": town.homes["phone"].gather(town.people["household"].gather(at)),
                "registered_date": (pl.DataFrame({"lag": lag}).select(
                    (pl.lit(town.as_of) + pl.duration(days="lag")).cast(pl.Date))).to_series(),
                "unemployment_benefit": benefit,
                "status": pl.Series(["登记失业"] * len(at), dtype=pl.String),
                "benefit_until_month": pl.Series(
                    [month_text_of(int(month)) if paid else None for month, paid in zip(until, benefit, strict=True)],
                    dtype=pl.String,
                ),
            }
        )  # fmt: skip
        for (day,), some in rows.group_by("registered_date", maintain_order=True):
            town.waiting.append((day, "unemployment", some))  # type: ignore[arg-type]
    for rows in town.due("unemployment"):
        alive = town.people["present"].gather(rows["person"]) & (town.work["status"].gather(rows["person"]) == JOBLESS)
        town.ledger.add("人社_失业登记", rows.filter(alive), "unemployment")
    listed = pl.col("status") == "登记失业"
    busy = pl.Series(np.flatnonzero(found))
    town.ledger.change(
        "人社_失业登记", listed & pl.col("person").is_in(busy.implode()), {"status": pl.lit("已就业")}, "employment"
    )
    gone = town.people.filter(pl.col("died").is_not_null())["person"]
    town.ledger.change(
        "人社_失业登记", listed & pl.col("person").is_in(gone.implode()), {"status": pl.lit("已注销")}, "struck_off"
    )


def contributors(town: Town, earlier: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Who contributes this month: last month's rows without those who stopped, with those who began."""
    rng = streams("contributors")
    status = town.work["status"].to_numpy()
    people = town.people
    working = np.isin(status, (WAGE, OWN)) & people["present"].to_numpy()
    told = people["story"].is_not_null().to_numpy() & people["present"].to_numpy()
    stays = earlier.filter(pl.Series((working | told)[earlier["person"].to_numpy()]))
    covered = np.zeros(people.height, dtype=bool)
    covered[earlier["person"].to_numpy()] = True
    # drawn once a person, so that who works without a contract stays without
    contract = town.streams("later_contracts").random(people.height) < CONTRACT_SHARE
    begins = np.flatnonzero(
        usual(town) & (status == WAGE) & ~covered & contract & (town.work["months"] == 0).to_numpy()
    )
    base = np.clip(town.work["wage"].to_numpy()[begins], BASE_LOW, BASE_HIGH) // 100 * 100
    new = pl.DataFrame(
        {
            "person": begins,
            "employer_number": "3107" + pl.Series(rng.integers(10**7, 10**8, len(begins))).cast(pl.String).str.zfill(8),
            "contribution_base": base,
            "scheme": pl.Series(["城镇职工基本养老保险"] * len(begins), dtype=pl.String),
        }
    )
    return pl.concat([stays.select(new.columns), new])


def wages_of(town: Town) -> pl.DataFrame:
    """person, employer_number, income (fen): what everybody with a wage is paid this month."""
    at = np.flatnonzero((town.work["status"] == WAGE).to_numpy() & town.people["present"].to_numpy())
    wage = town.work["wage"].to_numpy()[at]
    return pl.DataFrame({"person": at, "income": wage}).filter(pl.col("income") > 0)


def retire(town: Town) -> None:
    """The first pension of those whose month has come."""
    for rows in town.due("pension"):
        at: Ints = rows["person"].to_numpy()
        alive = town.people["present"].to_numpy()[at]
        at = at[alive]
        month = town.records["人社_养老待遇"]["month"].max()
        new = pl.DataFrame(
            {
                "person": at,
                "benefit_kind": ["城镇职工养老金"] * len(at),
                "pension": town.work["pension"].to_numpy()[at],
                "month": [month] * len(at),
            },
            schema_overrides={"benefit_kind": pl.String, "month": pl.String},
        )
        town.ledger.add("人社_养老待遇", new, "pension")
