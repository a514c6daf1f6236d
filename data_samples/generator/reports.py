"""Truth of every verification report: income, assets, what differs, and whether the income line is exceeded."""

from __future__ import annotations

from datetime import date

import polars as pl

from data_samples.generator.applications import Declared
from data_samples.generator.authorisations import may_ask
from data_samples.generator.evidence import Records, assets_of_persons, income_of_persons, income_rows, twelfth
from data_samples.generator.population import Population

DIBAO_LINE = 97_000  # fen per head and month, in force at the end of 2017: less than
DISREGARD, MINIMUM_WAGE = 87_000, 230_000
LINES = {"dibao": DIBAO_LINE, "tekun": DIBAO_LINE}


def report_truth(
    world: Population,
    plan: pl.DataFrame,
    declared: Declared,
    authorised: pl.DataFrame,
    records: Records,
    as_of: date,
) -> pl.DataFrame:
    """One row an application. Flags are NULL where they cannot be stated (authorisation gaps, no documented line)."""
    incomes = income_of_persons(income_rows(records, as_of), world.people.height)
    taxed = pl.col("person").is_in(may_ask(authorised, "税务").tolist())
    people = (
        _counted(world, plan, declared)
        .join(incomes, on="person", how="left", maintain_order="left")
        .with_columns(annual_fen=pl.when(pl.col("is_declared") & taxed).then("annual_fen").otherwise(0))
        .with_columns(wage_fen=pl.when(taxed & pl.col("is_declared")).then("wage_annual_fen").otherwise(0))
    )
    said = declared.members.select("application", "person", said="declared_income")
    people = people.join(said, on=["application", "person"], how="left", maintain_order="left").with_columns(
        proved=twelfth(pl.col("annual_fen")) + pl.col("rate_fen")
    )
    gap, room = pl.col("proved") - pl.col("said"), _room(pl.col("said"), 5_000)
    exempt = (pl.col("wage_fen") >= 12 * MINIMUM_WAGE).cast(pl.Int64) * DISREGARD
    sums = people.group_by("application").agg(
        member_count=pl.len().cast(pl.Int64),
        left_out_count=(~pl.col("is_declared")).sum().cast(pl.Int64),
        annual_fen=pl.col("annual_fen").sum(),
        rate_fen=pl.col("rate_fen").sum(),
        disregard_fen=exempt.sum(),
        member_under=(gap > room).any(),
        member_over=((gap < -room) & (pl.col("proved") > 0)).any(),
    )
    flawed = authorised.group_by("application").agg(authorisation_flaw=pl.col("flaw").max())
    owned = _owned(declared, authorised, records)
    table = (
        plan.join(declared.applications.drop("programme", "person"), on="application", maintain_order="left")
        .join(sums, on="application", how="left", maintain_order="left")
        .join(flawed, on="application", how="left", maintain_order="left")
        .join(owned, on="application", how="left", maintain_order="left")
        .with_columns(pl.col("deposits", "securities", "dwellings", "vehicles").fill_null(0))
        .with_columns(verified=twelfth(pl.col("annual_fen")) + pl.col("rate_fen"))
    )
    return _flagged(table).sort("application_number")


def _counted(world: Population, plan: pl.DataFrame, declared: Declared) -> pl.DataFrame:
    """Declared living members, and living members of their register households who were left out."""
    rows = declared.people_of.select("application", "person", "is_declared")
    alive = pl.col("person").is_in(world.people.filter("present")["person"].implode())
    return rows.filter(alive)


def _room(declared: pl.Expr, least: int) -> pl.Expr:
    """Tolerance: 5 % of what was declared, at least `least` fen."""
    return pl.max_horizontal(declared * 5 // 100, pl.lit(least))


def _owned(declared: Declared, authorised: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Verified deposits and securities (fen), dwellings and vehicles (count) of declared members."""
    of = pl.col("item_code")
    line = {
        "asset_deposit": "银行",
        "asset_security": "证券保险",
        "asset_dwelling": "不动产",
        "asset_vehicle": "公安",
    }
    assets = assets_of_persons(records)
    assets = pl.concat(
        [
            assets.filter((of == item) & pl.col("person").is_in(may_ask(authorised, name).tolist()))
            for item, name in line.items()
        ]
    )
    rows = (
        declared.people_of.filter("is_declared")
        .join(assets, on="person")
        .unique(["application", "item_code", "unit_number"])
    )
    return rows.group_by("application").agg(
        deposits=pl.col("fen").filter(of == "asset_deposit").sum(),
        securities=pl.col("fen").filter(of == "asset_security").sum(),
        dwellings=(of == "asset_dwelling").sum().cast(pl.Int64),
        vehicles=(of == "asset_vehicle").sum().cast(pl.Int64),
    )


def _flagged(table: pl.DataFrame) -> pl.DataFrame:
    income_gap, income_room = (
        pl.col("verified") - pl.col("declared_income"),
        _room(pl.col("declared_income"), 5_000),
    )
    gaps = [(income_gap, income_room)] + [
        (pl.col(mine) - pl.col(theirs), _room(pl.col(theirs), 100_000))
        for mine, theirs in (("deposits", "declared_deposits"), ("securities", "declared_securities"))
    ] + [
        (pl.col(mine) - pl.col(theirs), pl.lit(0))
        for mine, theirs in (("dwellings", "declared_dwelling_count"), ("vehicles", "declared_vehicle_count"))
    ]  # fmt: skip
    under = (
        pl.any_horizontal([gap > room for gap, room in gaps])
        | pl.col("member_under")
        | (pl.col("left_out_count") > 0)
    )
    over = pl.any_horizontal([gap < -room for gap, room in gaps]) | pl.col("member_over")
    sound = pl.col("authorisation_flaw").is_null()
    limit = pl.col("programme").replace_strict(LINES, default=None, return_dtype=pl.Int64) * pl.col(
        "member_count"
    )
    at_least, at_most = pl.col("verified") - pl.col("disregard_fen") >= limit, pl.col("verified") >= limit
    return table.select(
        "application_number",
        programme_code="programme",
        case_status="case_status",
        is_concluded=pl.col("case_status") == "已出证",
        honesty="kind",
        authorisation_flaw="authorisation_flaw",
        member_count="member_count",
        left_out_count="left_out_count",
        verified_income_fen="verified",
        annual_income_fen="annual_fen",
        monthly_rate_fen="rate_fen",
        declared_income_fen="declared_income",
        verified_deposits_fen="deposits",
        declared_deposits_fen="declared_deposits",
        verified_securities_fen="securities",
        declared_securities_fen="declared_securities",
        verified_dwelling_count="dwellings",
        declared_dwelling_count="declared_dwelling_count",
        verified_vehicle_count="vehicles",
        declared_vehicle_count="declared_vehicle_count",
        has_difference=pl.when(sound).then(under | over),
        under_declared=pl.when(sound).then(under),
        over_declared=pl.when(sound).then(over),
        income_limit_fen=limit,
        exceeds_income_limit=pl.when(sound & (at_least == at_most)).then(at_most),
        is_planned_above_line="is_over",
    )
