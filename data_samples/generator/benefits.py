"""Who is entitled to monthly aid by what is true of a household, since when, and who does not claim it."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.evidence import Records, assets_of_persons, income_of_persons, income_rows, twelfth
from data_samples.generator.plan import programmes
from data_samples.generator.population import Population
from data_samples.generator.streams import Streams, chance, scaled, some_of

CLAIMED = 0.94  # of households whose case was concluded within the lines
RECHECKED = 0.45  # of dibao cases: on the roll before, the application is the re-check
ON_ROLL_IF_HELPED, ON_ROLL_IF_OLD = 0.88, 0.6  # of poor households without a dibao case: those who apply for other aid
STANDARDS = ((date(2017, 1, 1), 97_000), (date(2018, 4, 1), 107_000))
DISREGARD, MINIMUM_WAGE = 87_000, 230_000
ALWAYS, FOR_EVER = 0, 99_999


def month_index(day: pl.Expr) -> pl.Expr:
    """Months since year 0, so that a year further is 12 more."""
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def month_name(index: pl.Expr) -> pl.Expr:
    """YYYY-MM of a month index."""
    return pl.concat_str((index // 12).cast(pl.String), pl.lit("-"), (index % 12 + 1).cast(pl.String).str.zfill(2))


def means(world: Population, records: Records, as_of: date, incomes: pl.DataFrame | None = None) -> pl.DataFrame:
    """What each household truly has: household, members, first (its first living member), income and countable income
    (fen a month), money (fen), dwellings, vehicles, youngest and oldest age, by living members who are present.

    `incomes`: per person as in evidence.py; without it what the records prove.
    """
    if incomes is None:
        incomes = income_of_persons(income_rows(records, as_of), world.people.height)
    people = world.people.select("person", "household", "age", "present").hstack(incomes.drop("person"))
    exempt = (pl.col("wage_annual_fen") >= 12 * MINIMUM_WAGE).cast(pl.Int64) * DISREGARD
    income = twelfth(pl.col("annual_fen").sum()) + pl.col("rate_fen").sum()
    alive = (
        people.filter("present")
        .group_by("household")
        .agg(
            members=pl.len().cast(pl.Int64),
            first=pl.col("person").min(),
            income=income,
            countable=income - exempt.sum(),
            youngest=pl.col("age").min(),
            oldest=pl.col("age").max(),
        )
    )
    of = pl.col("item_code")
    owned = (
        assets_of_persons(records)
        .join(people.filter("present").select("person", "household"), on="person")
        .unique(["household", "item_code", "unit_number"])
        .group_by("household")
        .agg(
            money=pl.col("fen").filter(of.is_in(["asset_deposit", "asset_security"])).sum(),
            dwellings=(of == "asset_dwelling").sum().cast(pl.Int64),
            vehicles=(of == "asset_vehicle").sum().cast(pl.Int64),
        )
    )
    return (
        alive.join(owned, on="household", how="left")
        .with_columns(pl.col("money", "dwellings", "vehicles").fill_null(0))
        .sort("household")
    )


def standard(as_of: date) -> int:
    """The dibao standard (fen a head and month) in force on a day."""
    return next(fen for since, fen in reversed(STANDARDS) if as_of >= since)


def line_of(programme: str, as_of: date) -> int:
    """The income line of a monthly programme, fen a head and month."""
    entry = programmes()[programme]
    return int(entry["standards"] * standard(as_of)) if "standards" in entry else int(entry["line"] * 100)


def is_within(programme: str, as_of: date) -> pl.Expr:
    """True of a row of `means` that meets every line of a monthly programme."""
    lines = programmes()[programme]
    size = pl.col("members")
    money = lines["money"]
    per_head = pl.when(size == 1).then(money[0]).when(size == 2).then(money[1]).otherwise(money[2]) * 100
    return (
        (pl.col("countable") < line_of(programme, as_of) * size)
        & (pl.col("money") <= per_head * size)
        & (pl.col("dwellings") <= lines.get("dwellings", FOR_EVER))
        & (pl.col("vehicles") <= lines.get("vehicles", FOR_EVER))
    )


def monthly_benefits(
    streams: Streams, world: Population, plan: pl.DataFrame, records: Records, as_of: date
) -> pl.DataFrame:
    """One row a household and monthly programme that it may have or had.

    Columns: household, application (NULL: on the roll without a case this year), programme, person (who is paid),
    amount (fen a month), from_month and until_month (month indexes; both paid), is_claimed (false: never paid).
    """
    have = means(world, records, as_of)
    found = [
        _of_programme(streams, world, plan, have, records, code, as_of)
        for code, entry in programmes().items()
        if "money" in entry
    ]
    found.append(_without_case(streams, world, plan, have, as_of))
    rows = pl.concat(found).sort("household", "programme")
    poor = rows.filter(pl.col("programme").is_in(["dibao", "tekun"]))["household"].implode()
    return rows.filter((pl.col("programme") != "illness_expenditure_poverty") | ~pl.col("household").is_in(poor))


def _of_programme(
    streams: Streams,
    world: Population,
    plan: pl.DataFrame,
    have: pl.DataFrame,
    records: Records,
    code: str,
    as_of: date,
) -> pl.DataFrame:
    rng = streams(f"benefit_{code}")
    cases = plan.filter((pl.col("programme") == code) & (pl.col("state") == "已出证")).join(
        have, on="household", maintain_order="left"
    )
    before = pl.Series(chance(rng, RECHECKED if code == "dibao" else 0.0, cases.height))
    claims = pl.Series(chance(rng, CLAIMED, cases.height))
    issued = month_index(pl.col("issued"))
    cases = cases.with_columns(before=before, within=is_within(code, as_of)).with_columns(
        is_claimed=pl.when("within").then(claims | before).otherwise(pl.col("before")),
        from_month=pl.when("before").then(pl.lit(ALWAYS, pl.Int64)).otherwise(issued + 1),
        until_month=pl.when("within").then(pl.lit(FOR_EVER, pl.Int64)).otherwise(issued),
    )
    return (
        cases.filter(pl.col("within") | pl.col("before"))
        .with_columns(person=payee(world, cases, records, code).filter(cases["within"] | cases["before"]))
        .select(
            "household", "application", pl.lit(code).alias("programme"), "person", amount=amount_of(code, as_of),
            from_month="from_month", until_month="until_month", is_claimed="is_claimed",
        )
    )  # fmt: skip


def payee(world: Population, cases: pl.DataFrame, records: Records, code: str) -> pl.Series:
    """The head; the oldest or the disabled member where the aid is for that person."""
    people = world.people.filter("present")
    if code == "elderly_service_subsidy":
        who = people.sort("age", "person", descending=[True, False])
    elif code == "disability_living_subsidy":
        held = records["残联_持证残疾人"]["person"].unique()
        who = people.filter(pl.col("person").is_in(held.implode()))
    else:
        return cases["first"]
    who = who.unique("household", keep="first", maintain_order=True).select("household", who="person")
    return cases.join(who, on="household", how="left", maintain_order="left").select(pl.coalesce("who", "first"))["who"]


def amount_of(code: str, as_of: date) -> pl.Expr:
    """Fen a month: what is missing to the standard, or the programme's fixed amount."""
    entry = programmes()[code]
    if "pays" in entry:
        return pl.lit(entry["pays"] * 100, pl.Int64)
    return pl.max_horizontal(
        line_of(code, as_of) * pl.col("members") - pl.max_horizontal("countable", pl.lit(0)), pl.lit(100)
    ).cast(pl.Int64)


def _without_case(
    streams: Streams, world: Population, plan: pl.DataFrame, have: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Poor households without a dibao case, known by another application or old: most are on the roll for years, the
    rest are silent."""
    told = world.homes.filter(pl.col("kind") == "story")["household"]
    cases = plan.filter(pl.col("programme").is_in(["dibao", "tekun"]))["household"]
    helped = pl.col("household").is_in(plan["household"].unique().implode())
    poor = have.filter(
        (helped | ((pl.col("youngest") >= 60) & (pl.col("income") > 0)))
        & is_within("dibao", as_of)
        & ~pl.col("household").is_in(cases.implode())
        & ~pl.col("household").is_in(told.implode())
    ).with_columns(helped=helped)
    rng = streams("roll_without_case")
    chosen = [
        some_of(rng, rows["household"].to_numpy(), scaled(share, rows.height))
        for rows, share in (
            (poor.filter("helped"), ON_ROLL_IF_HELPED),
            (poor.filter(~pl.col("helped")), ON_ROLL_IF_OLD),
        )
    ]
    homes = np.concatenate(chosen)
    return poor.filter(pl.col("household").is_in(homes.tolist())).select(
        "household",
        pl.lit(None, pl.Int64).alias("application"),
        pl.lit("dibao").alias("programme"),
        person="first",
        amount=amount_of("dibao", as_of),
        from_month=pl.lit(ALWAYS, pl.Int64),
        until_month=pl.lit(FOR_EVER, pl.Int64),
        is_claimed=pl.lit(True),
    )


def in_payment(benefits: pl.DataFrame, months: np.ndarray) -> pl.DataFrame:
    """One row a claimed benefit and month of `months` (indexes) in which it is paid: its columns and `month`."""
    frame = pl.DataFrame({"at": pl.Series(months, dtype=pl.Int64)})
    return (
        benefits.filter("is_claimed")
        .join(frame, how="cross", maintain_order="left_right")
        .filter((pl.col("at") >= pl.col("from_month")) & (pl.col("at") <= pl.col("until_month")))
        .with_columns(month=month_name(pl.col("at")))
        .drop("at")
    )
