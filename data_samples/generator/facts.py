"""Truth of facts: what is so about a person on a day, from the clean rows delivered by then."""

from __future__ import annotations

import polars as pl

from data_samples.generator.addresses import PARTS, codes
from data_samples.generator.evidence import anchor_month, imprisoned, in_payment, is_severe, month_text_of
from data_samples.generator.plan import programmes
from data_samples.generator.state import Town

STATUSES = {
    "care_level": "照护等级",
    "orphan": "孤儿",
    "de_facto_orphan": "事实无人抚养儿童",
    "child_in_difficulty": "困境儿童",
}
NOTHING = pl.lit(None, pl.Date)


def fact(
    code: str, rows: pl.DataFrame, value: pl.Expr | None = None, since: pl.Expr = NOTHING, until: pl.Expr = NOTHING
) -> pl.DataFrame:
    """Rows of the fact table: fact_code, person, value, valid_from, valid_to."""
    return rows.select(
        pl.lit(code).alias("fact_code"),
        "person",
        (pl.lit(None, pl.String) if value is None else value.cast(pl.String)).alias("value"),
        since.cast(pl.Date).alias("valid_from"),
        until.cast(pl.Date).alias("valid_to"),
    )


def fact_truth(town: Town) -> pl.DataFrame:
    """One row a fact and person; facts of an extract that is not delivered are not in it."""
    found = [*_of_people(town), *_of_today(town), *_of_further(town)]
    return pl.concat(found).sort("fact_code", "person", "value", "valid_from")


def lives_apart(town: Town, people: pl.DataFrame) -> pl.Series:
    """True of registered persons who live in another street than the one where they are registered."""
    homes = people["household"].to_numpy(), people["register_household"].clip(0).to_numpy()
    lives, entered = (
        codes(town.homes.select(pl.col(f"{prefix}_{part}").alias(part) for part in PARTS)[at])["street_code"]
        for prefix, at in zip(("res", "reg"), homes, strict=True)
    )
    return lives != entered


def roll_members(town: Town) -> pl.DataFrame:
    """person: everybody who lives in a household on the dibao roll."""
    heads = town.records["民政_低保在册"]["person"]
    homes = town.people["household"].gather(heads).unique()
    return town.people.filter(pl.col("present") & pl.col("household").is_in(homes.implode())).select("person")


def _of_people(town: Town) -> list[pl.DataFrame]:
    people = town.people
    living = people.filter(pl.col("present") & pl.col("registered"))
    elsewhere = living.filter(lives_apart(town, living))
    known = people.filter(pl.min_horizontal("cremated", "death_registered") <= town.as_of)
    return [fact("deceased", known, since=pl.col("died")), fact("lives_elsewhere", elsewhere)]


def _of_today(town: Town) -> list[pl.DataFrame]:
    records, as_of = town.records, town.as_of
    held = records["残联_持证残疾人"]
    kind = pl.col("disability_kind") + pl.col("disability_level")
    ill = records["医保_大病登记"].filter(pl.col("valid_to_date") >= as_of)
    jobless = records["人社_失业登记"].filter(pl.col("status") == "登记失业")
    month = month_text_of(anchor_month(as_of))
    until = pl.concat_str("benefit_until_month", pl.lit("-01")).str.to_date().dt.month_end()
    last_event = (
        records["民政_婚姻登记"].filter(pl.col("event") != "补领证件")
        .sort("registered_date").unique("person", keep="last", maintain_order=True)
    )  # fmt: skip
    named = {"结婚登记": "married", "离婚登记": "divorced"}
    return [
        fact("severe_disability", held.filter(is_severe()), kind, pl.col("issued_date")),
        fact("disability", held, kind, pl.col("issued_date")),
        fact("serious_illness", ill, pl.col("serious_disease"), pl.col("registered_date"), pl.col("valid_to_date")),
        fact("registered_unemployed", jobless, since=pl.col("registered_date")),
        fact(
            "unemployment_benefit", jobless.filter(pl.col("unemployment_benefit") > 0), pl.col("unemployment_benefit"),
            pl.col("registered_date"), until,
        ),
        fact("pension_in_payment", in_payment(records["人社_养老待遇"], month), pl.col("pension")),
        fact("pupil", records["教育_学籍"].filter(pl.col("status") == "在读"), pl.col("stage")),
        fact("on_dibao_roll", roll_members(town)),
        fact("struck_by_event", records["应急_灾害事故"], pl.col("event"), pl.col("event_date")),
        *(
            fact(code, last_event.filter(pl.col("event") == event), since=pl.col("registered_date"))
            for event, code in named.items()
        ),
        _benefits(town),
        *(
            fact(
                code, records["民政_儿童与照护"].filter((pl.col("kind") == word) & (pl.col("valid_to_date") >= as_of)),
                pl.col("level"), pl.col("assessed_date"), pl.col("valid_to_date"),
            )
            for code, word in STATUSES.items()
        ),
    ]  # fmt: skip


def _benefits(town: Town) -> pl.DataFrame:
    """receives_benefit: programme code (or its Chinese name beyond the twelve), first and last paid month."""
    codes = {entry["label"]: code for code, entry in programmes().items()}
    first = pl.concat_str(pl.col("month").min(), pl.lit("-01")).str.to_date()
    last = pl.concat_str(pl.col("month").max(), pl.lit("-01")).str.to_date().dt.month_end()
    paid = town.records["民政_救助发放"].group_by("person", "programme").agg(first=first, last=last)
    return fact(
        "receives_benefit", paid, pl.col("programme").replace(codes), pl.col("first"), pl.col("last")
    )  # fmt: skip


def _of_further(town: Town) -> list[pl.DataFrame]:
    records, as_of = town.records, town.as_of
    found = []
    if "司法_服刑戒毒" in records:
        rows = imprisoned(records, as_of)
        found.append(fact("imprisoned", rows, pl.col("kind"), pl.col("from_date"), pl.col("to_date")))
    if "卫健_管理登记" in records:
        valid = records["卫健_管理登记"].filter(pl.col("valid_to_date").is_null() | (pl.col("valid_to_date") >= as_of))
        for code, kinds in (
            ("mental_health_managed", ["严重精神障碍在管", "心理援助转介"]),
            ("lost_only_child", ["计生特殊家庭"]),
        ):
            rows = valid.filter(pl.col("kind").is_in(kinds))
            found.append(fact(code, rows, pl.col("kind"), pl.col("registered_date"), pl.col("valid_to_date")))
    if "住建_房屋安全" in records:
        first = town.homes.select("household", person="first")
        rows = records["住建_房屋安全"].drop("person").filter(pl.col("grade").is_in(["C", "D"]))
        rows = rows.join(first, on="household", maintain_order="left")
        found.append(fact("dangerous_dwelling", rows, pl.col("grade"), pl.col("assessed_date")))
    if "妇联_告诫书" in records:
        found.append(fact("protection_order", records["妇联_告诫书"], pl.col("kind"), pl.col("event_date")))
    if "医保_参保状态" in records:
        rows = records["医保_参保状态"].filter((pl.col("status") != "正常") & (pl.col("year") == as_of.year))
        found.append(fact("uninsured_medical", rows, pl.col("status")))
    return found
