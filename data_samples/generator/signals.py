"""Truth of facts and alerts: what is so about a person at the cut-off date, and what must or must not be raised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from data_samples.generator.evidence import Records
from data_samples.generator.incomes import month_text
from data_samples.generator.population import Population

SEVERE = ("一级", "二级")
STATUSES = {
    "care_level": "照护等级",
    "orphan": "孤儿",
    "de_facto_orphan": "事实无人抚养儿童",
    "child_in_difficulty": "困境儿童",
}
ALERT_SCHEMA = {
    "rule_code": pl.String,
    "person": pl.Int64,
    "must_fire": pl.Boolean,
    "level": pl.String,
    "why": pl.String,
}


def is_severe() -> pl.Expr:
    """Level 1-2 of any kind, or level 3 of an intellectual or mental disability."""
    mental = pl.col("disability_kind").is_in(["智力", "精神"]) & (pl.col("disability_level") == "三级")
    return pl.col("disability_level").is_in(list(SEVERE)) | mental


def fact_truth(world: Population, records: Records, as_of: date) -> pl.DataFrame:
    """One row a fact and person: fact_code, person, value, valid_from."""
    people, month = world.people, f"{as_of:%Y-%m}"
    nothing, text = pl.lit(None, pl.Date), pl.String

    def fact(
        code: str, rows: pl.DataFrame, value: pl.Expr | None = None, since: pl.Expr = nothing
    ) -> pl.DataFrame:
        shown = pl.lit(None, text) if value is None else value.cast(text)
        return rows.select(
            pl.lit(code).alias("fact_code"),
            "person",
            shown.alias("value"),
            since.cast(pl.Date).alias("valid_from"),
        )

    living = people.filter("present")
    elsewhere = living.filter("registered").filter(
        world.homes["separated"].gather(living.filter("registered")["household"])
        | (pl.col("register_household") != pl.col("household"))
    )
    held = records["残联_持证残疾人"]
    ill = records["医保_大病登记"].filter(pl.col("valid_to_date") >= as_of)
    jobless = records["人社_失业登记"].filter(pl.col("status") == "登记失业")
    return pl.concat(
        [
            fact("deceased", people.filter(pl.col("died").is_not_null()), since=pl.col("died")),
            fact(
                "severe_disability",
                held.filter(is_severe()),
                pl.col("disability_kind") + pl.col("disability_level"),
                pl.col("issued_date"),
            ),
            fact(
                "disability",
                held,
                pl.col("disability_kind") + pl.col("disability_level"),
                pl.col("issued_date"),
            ),
            fact("serious_illness", ill, pl.col("serious_disease"), pl.col("registered_date")),
            fact("registered_unemployed", jobless, since=pl.col("registered_date")),
            fact(
                "pension_in_payment",
                records["人社_养老待遇"].filter(pl.col("month") == month),
                pl.col("pension"),
            ),
            fact("pupil", records["教育_学籍"].filter(pl.col("status") == "在读"), pl.col("stage")),
            fact("lives_elsewhere", elsewhere),
            fact("on_dibao_roll", records["民政_低保在册"], pl.col("benefit")),
            *(
                fact(
                    code,
                    records["民政_儿童与照护"].filter(
                        (pl.col("kind") == kind) & (pl.col("valid_to_date") >= as_of)
                    ),
                    pl.col("level"),
                    pl.col("assessed_date"),
                )
                for code, kind in STATUSES.items()
            ),
        ]
    ).sort("fact_code", "person", "value", "valid_from")


def alert_truth(world: Population, records: Records, told: list[dict[str, Any]], as_of: date) -> pl.DataFrame:
    """rule_code, person, must_fire, level, why: the stories, and for W04, W05, W21, W23, W24 everybody concerned."""
    found = pl.concat(
        [
            pl.DataFrame(told, schema=ALERT_SCHEMA),
            _new_disabilities(records, as_of),
            _jobs_lost(world, records, as_of),
            _paid_after_death(world, records),
            _paid_twice(records),
            _incompatible(records),
        ]
    )
    return found.unique(["rule_code", "person"], keep="first", maintain_order=True).sort("rule_code", "person")


def _alerts(rows: pl.DataFrame, rule: str, level: pl.Expr, why: str) -> pl.DataFrame:
    return rows.select(
        pl.lit(rule).alias("rule_code"), "person", pl.lit(True).alias("must_fire"),
        level.cast(pl.String).alias("level"),
        pl.lit(why).alias("why"),
    )  # fmt: skip


def _new_disabilities(records: Records, as_of: date) -> pl.DataFrame:
    new = records["残联_持证残疾人"].filter(pl.col("issued_date") >= as_of - timedelta(days=30))
    level = (
        pl.when(pl.col("disability_level").is_in(list(SEVERE)))
        .then(pl.lit("orange"))
        .otherwise(pl.lit("yellow"))
    )
    return _alerts(new, "W04", level, "30天内首次发证")


def _jobs_lost(world: Population, records: Records, as_of: date) -> pl.DataFrame:
    """Contributions that stopped two months ago or earlier, of living persons of working age without a pension."""
    months = month_text(pl.Series([as_of.month - back for back in (3, 2)]).to_numpy(), as_of.year).to_list()
    last = records["人社_参保缴费"].group_by("person").agg(last=pl.col("month").max())
    people = world.people.filter(pl.col("present") & (pl.col("age") < 60)).select("person")
    stopped = (
        last.filter(pl.col("last") <= months[1])
        .join(people, on="person")
        .join(records["人社_养老待遇"].select("person"), on="person", how="anti")
    )
    level = pl.when(pl.col("last") <= months[0]).then(pl.lit("orange")).otherwise(pl.lit("yellow"))
    return _alerts(stopped.sort("person"), "W05", level, "断缴两个月或以上")


def _paid_after_death(world: Population, records: Records) -> pl.DataFrame:
    died = world.people.filter(pl.col("died").is_not_null()).select(
        "person", grace=pl.col("died").dt.offset_by("1mo").dt.to_string("%Y-%m")
    )
    paid = records["民政_救助发放"].join(died, on="person").filter(pl.col("month") > pl.col("grace"))
    return _alerts(paid.select("person").unique().sort("person"), "W21", pl.lit("orange"), "死亡次月之后仍发放")


def _paid_twice(records: Records) -> pl.DataFrame:
    twice = (
        records["民政_救助发放"]
        .group_by("person", "programme", "month")
        .agg(districts=pl.col("district_code").n_unique())
        .filter(pl.col("districts") > 1)
    )
    return _alerts(
        twice.select("person").unique().sort("person"), "W23", pl.lit("yellow"), "同月两区发放同一待遇"
    )


def _incompatible(records: Records) -> pl.DataFrame:
    paid = records["民政_救助发放"].select("person", "programme", "month")
    both = paid.filter(pl.col("programme") == "特困人员供养").join(
        paid.filter(pl.col("programme") == "最低生活保障"), on=["person", "month"]
    )
    return _alerts(both.select("person").unique().sort("person"), "W24", pl.lit("yellow"), "特困与低保同月发放")
