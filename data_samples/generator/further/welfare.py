"""Clean rows of 民政_低保成员, 民政_赡养人, 核对_查询回执 and 核对_异议登记."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator.authorisations import may_ask
from data_samples.generator.benefits import ALWAYS
from data_samples.generator.evidence import Records, is_severe
from data_samples.generator.identifiers import padded, scattered
from data_samples.generator.incomes import days_before
from data_samples.generator.state import Town
from data_samples.generator.streams import Ints, some_of, weighted

OVERDUE = 0.03  # of roll households: not re-checked for more than a year
UNANSWERED, LATE = 0.006, 0.004
OBJECTS = 0.3  # of concluded applications with a difference
LINES = {
    "银行": "银行_账户余额", "证券保险": "证券_持仓", "不动产": "不动产_权利人", "公安": "车管_机动车",
    "税务": "税务_个人所得", "人社": "人社_养老待遇", "市监": "市监_企业人员",
}  # fmt: skip
ITEMS = {
    "under_income": "income", "over_income": "income",
    "under_deposit": "asset_deposit", "over_deposit": "asset_deposit",
    "under_security": "asset_security", "under_dwelling": "asset_dwelling", "under_vehicle": "asset_vehicle",
    "left_out": "members",
}  # fmt: skip


def last_checks(town: Town) -> pl.DataFrame:
    """household, from_date, rechecked_date of every household on the roll."""
    house = town.people["household"]
    roll = town.records["民政_低保在册"]
    homes = roll.select(household=house.gather(roll["person"])).unique("household", keep="first", maintain_order=True)
    count = town.homes.height
    # drawn for every household in the order of their numbers, so that a household keeps what it drew
    since = town.streams("roll_since").random(count)
    overdue = town.streams("roll_overdue").random(count) < OVERDUE
    days = (20 + 320 * town.streams("roll_checked").random(count)).astype(np.int64) + 380 * overdue
    checked = days_before(town.begun, days)
    begun = pl.Series((2008 * 12 + 108 * since).astype(np.int64))
    paid = town.benefits.filter((pl.col("programme") == "dibao") & pl.col("is_claimed"))
    paid = paid.group_by("household").agg(from_month=pl.col("from_month").min())
    cases = town.plan.filter(pl.col("issued").is_not_null() & (pl.col("programme") == "dibao"))
    issued = cases.group_by("household").agg(issued=pl.col("issued").max())
    at = homes["household"].to_numpy()
    first = pl.when(pl.col("from_month").fill_null(ALWAYS) == ALWAYS).then("since").otherwise("from_month")
    return (
        homes.with_columns(since=begun.gather(at), checked=checked.gather(at), overdue=pl.Series(overdue).gather(at))
        .join(paid, on="household", how="left", maintain_order="left")
        .join(issued, on="household", how="left", maintain_order="left")
        .with_columns(from_date=pl.date(first // 12, first % 12 + 1, 1))
        .select(
            "household",
            "from_date",
            rechecked_date=pl.max_horizontal(
                pl.when("overdue").then("checked").otherwise(pl.coalesce("issued", "checked")), "from_date"
            ),
        )
    )


def roll_members(town: Town) -> pl.DataFrame:
    """Every living member of a household on the roll: certificate_number, from_date, rechecked_date, raised kind."""
    house = town.people["household"]
    roll = town.records["民政_低保在册"].select("person", "certificate_number")
    numbers = roll.select("certificate_number", household=house.gather(roll["person"]))
    homes = numbers.unique("household", keep="first", maintain_order=True).join(
        last_checks(town), on="household", how="left", maintain_order="left"
    )
    severe = town.records["残联_持证残疾人"].filter(is_severe())["person"].implode()
    ill = town.records["医保_大病登记"].filter(pl.col("valid_to_date") >= town.as_of)["person"].implode()
    kind = (
        pl.when(pl.col("person").is_in(severe)).then(pl.lit("重度残疾"))
        .when(pl.col("person").is_in(ill)).then(pl.lit("大重病"))
        .when(pl.col("age") < 16).then(pl.lit("未成年人"))
        .when(pl.col("age") >= 70).then(pl.lit("老年人"))
    )  # fmt: skip
    return (
        town.people.filter("present")
        .join(homes, on="household", how="inner", maintain_order="left")
        .select(
            "person", "certificate_number", "from_date", "rechecked_date",
            pl.lit("城镇").alias("residence_kind"), pl.lit(None, pl.Date).alias("to_date"),
            raised_standard_kind=kind, entry="person",
        )
        .sort("entry")
    )  # fmt: skip


def supporters(town: Town) -> pl.DataFrame:
    """Grown children, living elsewhere, of tekun and old dibao persons: dependant_id_number, relation, ability."""
    rng = town.streams("supporters")
    people = town.people
    paid = town.benefits.filter(pl.col("programme").is_in(["dibao", "tekun"]) & pl.col("is_claimed"))["person"].unique()
    old = people.filter(pl.col("person").is_in(paid.implode()) & (pl.col("age") >= 62) & pl.col("present"))
    count = weighted(rng, [45, 40, 15], old.height)
    dependant = np.repeat(old["person"].to_numpy(), count)
    usual = (people["present"] & people["story"].is_null() & people["age"].is_between(25, 62)).to_numpy()
    grown = np.flatnonzero(usual)
    grown = grown[np.argsort(people["birth_date"].to_numpy()[grown], kind="stable")]
    born = people["birth_date"].to_numpy()[grown]
    wanted = people["birth_date"].to_numpy()[dependant] + (rng.integers(21, 36, len(dependant)) * 365).astype(
        "timedelta64[D]"
    )
    near = np.clip(np.searchsorted(born, wanted) + rng.integers(-20, 20, len(dependant)), 0, max(0, len(grown) - 1))
    child = grown[near] if len(grown) else dependant
    other_home = people["household"].to_numpy()[child] != people["household"].to_numpy()[dependant]
    ability = weighted(rng, [25, 35, 40], len(child))
    male = people["male"].gather(child).cast(pl.Int64)
    return pl.DataFrame(
        {
            "person": child,
            "dependant_id_number": people["id_number"].gather(dependant),
            "relation": pl.Series(["女儿", "儿子"]).gather(male),
            "ability": pl.Series(["有", "部分", "无"]).gather(ability),
            "dependant": dependant,
        }
    ).filter(pl.Series(other_home)).unique(["person", "dependant"], keep="first", maintain_order=True)  # fmt: skip


def queries(town: Town, cases: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """One question a declared member and line of these applications: query_number, line, dates, status.

    A line that did not answer has delivered nothing about that person.
    """
    rng = town.streams("queries")
    asked = members.select("application", "person", "application_number").join(
        cases.select("application", "accepted"), on="application", maintain_order="left"
    )
    frame = pl.DataFrame({"line": list(LINES)})
    rows = asked.join(frame, how="cross", maintain_order="left_right")
    known = _known(town.records)
    rows = rows.join(known, on=["line", "person"], how="left", maintain_order="left")
    allowed = np.zeros(rows.height, dtype=bool)
    for line in LINES:
        signed = may_ask(town.authorised, line, town.as_of)
        allowed |= ((rows["line"] == line) & rows["person"].is_in(signed.tolist())).to_numpy()
    rows = rows.filter(pl.Series(allowed))
    number = padded(f"CX{town.as_of:%y%m%d}", scattered(town.streams, "query_numbers", rows.height, 0, 10**9), 9)
    silent = pl.Series(rng.random(rows.height))
    status = (
        pl.when(pl.col("is_held").is_not_null()).then(pl.lit("已回复"))
        .when(silent < UNANSWERED).then(pl.lit("未回复"))
        .when(silent < UNANSWERED + LATE).then(pl.lit("超时"))
        .otherwise(pl.lit("无记录"))
    )  # fmt: skip
    days = pl.Series(rng.integers(1, 6, rows.height))
    return rows.with_columns(
        query_number=number, status=status, asked_date=(pl.col("accepted") + pl.duration(days=1)).cast(pl.Date)
    ).with_columns(
        replied_date=pl.when(pl.col("status").is_in(["已回复", "无记录"])).then(
            (pl.col("asked_date") + pl.duration(days=days)).cast(pl.Date)
        )
    ).select(
        "person", "application_number", "query_number", "line", "asked_date", "replied_date", "status"
    )  # fmt: skip


def _known(records: Records) -> pl.DataFrame:
    """line and person of everybody about whom the line delivered something."""
    return pl.concat(
        [
            records[extract].select("person").unique().with_columns(line=pl.lit(line), is_held=pl.lit(True))
            for line, extract in LINES.items()
        ]
    )


def objections(town: Town, reports: pl.DataFrame, taken: Ints, since: date, until: date, number: str) -> pl.DataFrame:
    """Objections raised after `since` and not after `until` against reports with a difference.

    `reports`: truth of the reports (reports.py). `taken`: applications that objected before. Each row: application,
    application_number, person (-1), objection_number, item_code, raised_date, status, decided_date, corrected_value.
    """
    rng = town.streams(f"objections_{number}")
    days = max(1, (until - since).days)
    may = reports.filter(pl.col("is_concluded") & pl.col("has_difference") & pl.col("honesty").is_in(list(ITEMS)))
    cases = town.declared.applications.select("application", "application_number").join(
        town.plan.select("application", "issued"), on="application"
    )
    may = may.join(cases, on="application_number", maintain_order="left").filter(
        (pl.col("issued") > since - timedelta(days=40)) & (pl.col("issued") < until)
        & ~pl.col("application").is_in(taken.tolist())
    )  # fmt: skip
    chosen = some_of(rng, np.arange(may.height), int(OBJECTS * may.height * min(1.0, days / 20) + rng.random()))
    rows = may[chosen]
    raised = pl.Series(np.datetime64(until).astype(np.int64) - rng.integers(0, days, rows.height)).cast(pl.Int32)
    return rows.select(
        "application",
        "application_number",
        "honesty",
        person=pl.lit(-1, pl.Int64),
        objection_number=padded(f"YY{until:%y%m%d}{number}", np.arange(rows.height), 5),
        item_code=pl.col("honesty").replace_strict(ITEMS, return_dtype=pl.String),
        raised_date=pl.max_horizontal(raised.cast(pl.Date), pl.col("issued")),
        status=pl.lit("受理"),
        decided_date=pl.lit(None, pl.Date),
        corrected_value=pl.lit(None, pl.String),
    )
