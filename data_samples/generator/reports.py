"""Truth of every verification report: income, assets, what differs, whether a line is exceeded, the benefit."""

from __future__ import annotations

import polars as pl

from data_samples.generator.authorisations import flaws, may_ask
from data_samples.generator.benefits import DISREGARD, MINIMUM_WAGE, standard
from data_samples.generator.evidence import assets_of_persons, imprisoned, income_of_persons, income_rows, twelfth
from data_samples.generator.plan import programmes
from data_samples.generator.state import Town

LINED = ("dibao", "tekun")
ASSET_LINES = {
    "asset_deposit": "银行",
    "asset_security": "证券保险",
    "asset_dwelling": "不动产",
    "asset_vehicle": "公安",
}
TRUE_AS_SAID = {
    "income": ("verified", "declared_income"), "asset_deposit": ("deposits", "declared_deposits"),
    "asset_security": ("securities", "declared_securities"), "asset_dwelling": ("dwellings", "declared_dwelling_count"),
    "asset_vehicle": ("vehicles", "declared_vehicle_count"),
}  # fmt: skip


def report_truth(town: Town) -> pl.DataFrame:
    """One row an application. Flags are NULL where they cannot be stated (README: report)."""
    people = _money(town)
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
        unproved=(pl.col("is_declared") & (pl.col("said") > room) & (pl.col("proved") == 0)).any(),
    )
    cases = town.records["民政_救助申请"].drop("programme", "person", "entry")
    table = (
        town.plan.join(cases, on="application", maintain_order="left")
        .join(sums, on="application", how="left", maintain_order="left")
        .join(flaws(town.authorised, town.as_of), on="application", how="left", maintain_order="left")
        .join(_owned(town), on="application", how="left", maintain_order="left")
        .join(_objected(town), on="application", how="left", maintain_order="left")
        .join(_unanswered(town), on="application_number", how="left", maintain_order="left")
        .with_columns(
            pl.col("deposits", "securities", "dwellings", "vehicles", "member_count", "left_out_count").fill_null(0)
        )
        .with_columns(verified=twelfth(pl.col("annual_fen")) + pl.col("rate_fen"))
    )
    return _flagged(_corrected(table), town).sort("application_number")


def _money(town: Town) -> pl.DataFrame:
    """application, person, is_declared, proved (fen a month), said: the report's household."""
    incomes = income_of_persons(income_rows(town.records, town.as_of), town.people.height)
    taxed = pl.col("person").is_in(may_ask(town.authorised, "税务", town.as_of).tolist())
    said = town.declared.members.select("application", "person", said="declared_income")
    return (
        _counted(town)
        .select("application", "person", "is_declared")
        .join(incomes, on="person", how="left", maintain_order="left")
        .with_columns(annual_fen=pl.when(pl.col("is_declared") & taxed).then("annual_fen").otherwise(0))
        .with_columns(wage_fen=pl.when(taxed & pl.col("is_declared")).then("wage_annual_fen").otherwise(0))
        .join(said, on=["application", "person"], how="left", maintain_order="left")
        .with_columns(proved=twelfth(pl.col("annual_fen")) + pl.col("rate_fen"))
    )


def _counted(town: Town) -> pl.DataFrame:
    """Who is of the report's household: rows of `people_of`, alive and not in prison."""
    alive = pl.col("person").is_in(town.people.filter("present")["person"].implode())
    held = pl.col("person").is_in(imprisoned(town.records, town.as_of)["person"].implode())
    return town.declared.people_of.filter(alive & ~held)


def _room(declared: pl.Expr, least: int) -> pl.Expr:
    """Tolerance: 5 % of what was declared, at least `least` fen."""
    return pl.max_horizontal(declared * 5 // 100, pl.lit(least))


def _owned(town: Town) -> pl.DataFrame:
    """Verified deposits and securities (fen), dwellings and vehicles (count) of declared members."""
    of = pl.col("item_code")
    owned = assets_of_persons(town.records)
    assets = pl.concat([owned, _bought(town, owned.columns)])
    assets = pl.concat(
        [
            assets.filter((of == item) & pl.col("person").is_in(may_ask(town.authorised, line, town.as_of).tolist()))
            for item, line in ASSET_LINES.items()
        ]
    )
    rows = (
        _counted(town)
        .filter("is_declared")
        .join(assets, on="person")
        .unique(["application", "item_code", "unit_number"])
    )
    return rows.group_by("application").agg(
        deposits=pl.col("fen").filter(of == "asset_deposit").sum(),
        securities=pl.col("fen").filter(of == "asset_security").sum(),
        dwellings=(of == "asset_dwelling").sum().cast(pl.Int64),
        vehicles=(of == "asset_vehicle").sum().cast(pl.Int64),
    )


def _bought(town: Town, columns: list[str]) -> pl.DataFrame:
    """Homes signed for and not registered yet count as dwellings, as the rows of `assets_of_persons`."""
    signed = town.records.get("不动产_网签备案")
    if signed is None:
        return assets_of_persons(town.records).clear()
    titled = town.records["不动产_权利人"].select("person", "property_address").unique()
    filed = signed.filter(pl.col("filed_date") <= town.as_of)
    return filed.join(titled, on=["person", "property_address"], how="anti").with_columns(
        item_code=pl.lit("asset_dwelling"), extract=pl.lit("不动产_网签备案"), unit_number="contract_number",
        fen=pl.lit(None, pl.Int64), is_hidden=pl.lit(True),
    ).select(columns)  # fmt: skip


def _objected(town: Town) -> pl.DataFrame:
    """application, objection (pending, upheld, refused: the newest) and its item."""
    rows = town.records.get("核对_异议登记")
    if rows is None:
        return town.plan.select(
            "application", objection=pl.lit(None, pl.String), objection_item=pl.lit(None, pl.String)
        ).clear()
    state = {"受理": "pending", "成立": "upheld", "不成立": "refused"}
    return (
        rows.sort("raised_date", "objection_number")
        .unique("application", keep="last", maintain_order=True)
        .select(
            "application",
            objection=pl.col("status").replace_strict(state, return_dtype=pl.String),
            objection_item="item_code",
        )
    )


def _unanswered(town: Town) -> pl.DataFrame:
    """application_number and the lines that did not answer about one of its members."""
    rows = town.records.get("核对_查询回执")
    if rows is None:
        return town.declared.applications.select("application_number", unanswered_lines=pl.lit(None, pl.String)).clear()
    silent = rows.filter(pl.col("status").is_in(["未回复", "超时"]))
    lines = pl.col("line").unique().sort().str.join("、")
    return silent.group_by("application_number").agg(unanswered_lines=lines)


def _corrected(table: pl.DataFrame) -> pl.DataFrame:
    """Where an objection was upheld, what was declared of that item is true."""
    for item, (true, said) in TRUE_AS_SAID.items():
        upheld = (pl.col("objection") == "upheld") & (pl.col("objection_item") == item)
        table = table.with_columns(pl.when(upheld).then(pl.col(said)).otherwise(pl.col(true)).alias(true))
    upheld = (pl.col("objection") == "upheld") & (pl.col("objection_item") == "income")
    return table.with_columns(pl.col("member_under", "member_over") & ~upheld.fill_null(False))


def _flagged(table: pl.DataFrame, town: Town) -> pl.DataFrame:
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
        pl.any_horizontal([gap > room for gap, room in gaps]) | pl.col("member_under") | (pl.col("left_out_count") > 0)
    )
    over = pl.any_horizontal([gap < -room for gap, room in gaps]) | pl.col("member_over")
    # a wage that no delivered record of the window can prove: only what is under-declared can still be stated
    sound = pl.col("authorisation_flaw").is_null() & pl.col("unanswered_lines").is_null()
    proved = sound & ~(pl.col("unproved") & (income_gap < 0))
    line = standard(town.as_of)
    limit = pl.when(pl.col("programme").is_in(list(LINED))).then(line * pl.col("member_count"))
    at_least, at_most = pl.col("verified") - pl.col("disregard_fen") >= limit, pl.col("verified") >= limit
    money = programmes()["dibao"]["money"]
    most = 100 * pl.when(pl.col("member_count") == 1).then(money[0]).when(pl.col("member_count") == 2).then(
        money[1]
    ).otherwise(money[2])
    clear = (pl.col("dwellings") <= 1) & (pl.col("vehicles") == 0) & (pl.col("disregard_fen") == 0)
    clear &= pl.col("deposits") + pl.col("securities") <= most * pl.col("member_count")
    granted = (pl.col("programme") == "dibao") & proved & clear & (pl.col("verified") < limit)
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
        has_difference=pl.when(proved).then(under | over),
        under_declared=pl.when(sound & (under | ~pl.col("unproved") | (income_gap >= 0))).then(under),
        over_declared=pl.when(proved).then(over),
        income_limit_fen=limit,
        exceeds_income_limit=pl.when(proved & (at_least == at_most)).then(at_most),
        is_planned_above_line="is_over",
        benefit_fen=pl.when(granted).then(limit - pl.col("verified")),
        objection="objection",
        unanswered_lines="unanswered_lines",
    )
