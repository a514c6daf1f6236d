"""Truth of alerts: what must or must not be raised on a day, and about whom."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from data_samples.generator.evidence import month_text_of
from data_samples.generator.state import Town
from data_samples.generator.stories import story_alerts

SEVERE = ("一级", "二级")
SCHEMA = {
    "rule_code": pl.String,
    "person": pl.Int64,
    "must_fire": pl.Boolean,
    "level": pl.String,
    "why": pl.String,
}
# beside the extracts of today
NEEDS = {
    "W10": ("教育_学籍",), "W11": ("医保_参保状态",), "W15": ("住建_房屋安全",), "W22": ("司法_服刑戒毒",),
    "W29": ("民政_低保成员",), "W25": ("税务_扣缴明细",),
}  # fmt: skip


LATELY_PAID = 45  # days since the last month that was paid


def alert_truth(town: Town, is_first: bool) -> pl.DataFrame:
    """rule_code, person, must_fire, level, why: the stories (on the first day), and for the rules that README names
    everybody concerned."""
    told = [
        one for one in story_alerts(town.cast)
        if is_first and all(extract in town.records for extract in NEEDS.get(one["rule_code"], ()))
    ]  # fmt: skip
    found = pl.concat(
        [
            pl.DataFrame(told, schema=SCHEMA),
            _new_disabilities(town),
            jobs_lost(town),
            _benefit_ending(town),
            _paid_after_death(town),
            _paid_twice(town),
            _incompatible(town),
            *([_paid_in_prison(town)] if "司法_服刑戒毒" in town.records else []),
        ]
    )
    return found.unique(["rule_code", "person"], keep="first", maintain_order=True).sort("rule_code", "person")


def _alerts(rows: pl.DataFrame, rule: str, level: pl.Expr, why: str) -> pl.DataFrame:
    return rows.select(
        pl.lit(rule).alias("rule_code"), "person", pl.lit(True).alias("must_fire"),
        level.cast(pl.String).alias("level"),
        pl.lit(why).alias("why"),
    )  # fmt: skip


def _new_disabilities(town: Town) -> pl.DataFrame:
    new = town.records["残联_持证残疾人"].filter(pl.col("issued_date") >= town.as_of - timedelta(days=30))
    level = pl.when(pl.col("disability_level").is_in(list(SEVERE))).then(pl.lit("orange")).otherwise(pl.lit("yellow"))
    return _alerts(new, "W04", level, "30天内首次发证")


def jobs_lost(town: Town) -> pl.DataFrame:
    """Contributions within the last year that stopped two months or more before the newest delivered month, of living
    persons of working age without a pension, who did not find work after a registration since the last month paid."""
    rows = town.records["人社_参保缴费"]
    newest = rows["month"].max()
    index = int(str(newest)[:4]) * 12 + int(str(newest)[5:]) - 1
    yellow, orange, oldest = (month_text_of(index - back) for back in (2, 3, 11))
    last = rows.filter(pl.col("month") >= oldest).group_by("person").agg(last=pl.col("month").max())
    people = town.people.filter(pl.col("present") & (pl.col("age") < pl.when("male").then(60).otherwise(55))).select(
        "person"
    )
    again = (
        town.records["人社_失业登记"]
        .filter(pl.col("status") == "已就业")
        .join(last, on="person")
        .filter(pl.col("registered_date").dt.strftime("%Y-%m") >= pl.col("last"))
    )
    stopped = (
        last.filter(pl.col("last") <= yellow)
        .join(people, on="person")
        .join(town.records["人社_养老待遇"].select("person"), on="person", how="anti")
        .join(again.select("person"), on="person", how="anti")
    )
    level = pl.when(pl.col("last") <= orange).then(pl.lit("orange")).otherwise(pl.lit("yellow"))
    return _alerts(stopped.sort("person"), "W05", level, "断缴两个月或以上")


def _benefit_ending(town: Town) -> pl.DataFrame:
    """Unemployment benefit in payment whose last month ends within 30 days."""
    ends = pl.concat_str("benefit_until_month", pl.lit("-01")).str.to_date().dt.month_end()
    rows = town.records["人社_失业登记"].filter(
        (pl.col("status") == "登记失业") & (pl.col("unemployment_benefit") > 0)
        & ends.is_between(pl.lit(town.as_of), pl.lit(town.as_of + timedelta(days=30)))
    )  # fmt: skip
    alive = town.people.filter("present").select("person")
    return _alerts(rows.join(alive, on="person").sort("person"), "W06", pl.lit("yellow"), "失业金三十天内到期")


def _paid_after_death(town: Town) -> pl.DataFrame:
    died = town.people.filter(pl.col("died").is_not_null() & (pl.col("died") <= town.as_of)).select(
        "person", grace=pl.col("died").dt.offset_by("1mo").dt.to_string("%Y-%m")
    )
    paid = town.records["民政_救助发放"].join(died, on="person").filter(pl.col("month") > pl.col("grace"))
    return _alerts(paid.select("person").unique().sort("person"), "W21", pl.lit("orange"), "死亡次月之后仍发放")


def _paid_in_prison(town: Town) -> pl.DataFrame:
    """Lately paid in a month the whole of which was spent in prison or compulsory detoxification."""
    stays = town.records["司法_服刑戒毒"].select("person", "from_date", "to_date")
    month = pl.concat_str("month", pl.lit("-01")).str.to_date()
    paid = (
        town.records["民政_救助发放"]
        .join(stays, on="person")
        .filter(
            (pl.col("from_date") < month)
            & (pl.col("to_date").is_null() | (pl.col("to_date") > month.dt.month_end()))
            & (month.dt.month_end() >= pl.lit(town.as_of - timedelta(days=LATELY_PAID)))
        )
    )
    return _alerts(paid.select("person").unique().sort("person"), "W22", pl.lit("orange"), "服刑戒毒期间仍发放")


def _paid_twice(town: Town) -> pl.DataFrame:
    twice = (
        town.records["民政_救助发放"]
        .group_by("person", "programme", "month")
        .agg(districts=pl.col("district_code").n_unique())
        .filter(pl.col("districts") > 1)
    )
    return _alerts(twice.select("person").unique().sort("person"), "W23", pl.lit("yellow"), "同月两区发放同一待遇")


def _incompatible(town: Town) -> pl.DataFrame:
    paid = town.records["民政_救助发放"].select("person", "programme", "month")
    both = paid.filter(pl.col("programme") == "特困人员供养").join(
        paid.filter(pl.col("programme") == "最低生活保障"), on=["person", "month"]
    )
    return _alerts(both.select("person").unique().sort("person"), "W24", pl.lit("yellow"), "特困与低保同月发放")
