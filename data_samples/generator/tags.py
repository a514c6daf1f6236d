"""Truth of tags: which of the forty-five hold of which person or household, as far as a day's clean rows tell."""

from __future__ import annotations

import polars as pl

from data_samples.generator.alerts import jobs_lost
from data_samples.generator.evidence import is_severe
from data_samples.generator.facts import lives_apart
from data_samples.generator.indicators import YEAR, deaths, families, nobody_works, traits
from data_samples.generator.state import Town

IN_ARREARS = 3  # months of rent


def tag_truth(town: Town) -> pl.DataFrame:
    """tag_code, person (NULL for tags of households), household."""
    people = traits(town)
    have = families(town, people)
    records, as_of = town.records, town.as_of
    home = people.select("person", "household")

    def of_person(code: str, rows: pl.DataFrame) -> pl.DataFrame:
        who = rows.select("person").unique().join(home, on="person")
        return who.select(pl.lit(code).alias("tag_code"), "person", "household")

    def of_household(code: str, rows: pl.DataFrame) -> pl.DataFrame:
        nobody = pl.lit(None, pl.Int64).alias("person")
        return rows.select(pl.lit(code).alias("tag_code"), nobody, "household").unique()

    held = records["残联_持证残疾人"]
    level = pl.col("disability_level")
    status = pl.col("kind")
    care = records["民政_儿童与照护"].filter(pl.col("valid_to_date").is_null() | (pl.col("valid_to_date") >= as_of))
    roll = records["民政_低保在册"].select("person").join(home, on="person")
    school = records["教育_学籍"]
    registered = town.people.filter(pl.col("present") & pl.col("registered"))
    apart = registered.filter(lives_apart(town, registered))
    children = people.filter(pl.col("age") < 18).group_by("household").len().filter(pl.col("len") >= 2)
    only_old = people.group_by("household").agg(youngest=pl.col("age").min()).filter(pl.col("youngest") >= 60)
    alone = have.filter(pl.col("members") == 1)
    found = [
        of_person("低保", people.join(roll.select("household").unique(), on="household")),
        of_person("一级残", held.filter(level == "一级")),
        of_person("二级残", held.filter(level == "二级")),
        of_person("三级智力精神", held.filter(is_severe() & (level == "三级"))),
        of_person("大病", people.filter("is_ill")),
        of_person("长护重度", people.filter(pl.col("care_level") >= 5)),
        of_person("登记失业", people.filter("is_registered")),
        of_person("长期失业", people.filter("is_long_registered")),
        of_person("断缴", jobs_lost(town).filter(pl.col("level") == "orange")),
        of_person("孤儿", people.filter("is_orphan")),
        of_person("事实无人抚养", people.filter("is_de_facto_orphan")),
        of_person("困境儿童", care.filter(status == "困境儿童")),
        of_person("在读大学生", school.filter((pl.col("stage") == "大学") & (pl.col("status") == "在读"))),
        of_person("人户分离", apart),
        of_household("一户多残", people.filter("is_disabled").filter(pl.len().over("household") > 1)),
        of_household("老养残", have.filter("old_with_severe_child")),
        of_household("零就业", have.filter(nobody_works())),
        of_household("独居老人", alone.filter(pl.col("oldest") >= 60)),
        of_household("独居高龄", alone.filter(pl.col("oldest") >= 80)),
        of_household("纯老", only_old),
        of_household("单亲", have.filter("single_parent")),
        of_household("隔代抚养", have.filter("skipped_generation")),
        of_household("多子女", children),
        of_household("突发变故", have.filter(pl.col("struck") >= as_of - YEAR)),
        of_household("突发变故", deaths(town).filter(pl.col("died") >= as_of - YEAR).join(have, on="household")),
    ]
    if "卫健_管理登记" in records:
        found.append(of_person("精神障碍在管", people.filter("is_severely_managed")))
        found.append(of_household("失独", have.filter("bereaved")))
    if "司法_服刑戒毒" in records:
        found.append(of_household("服刑戒毒成员", people.filter("is_imprisoned")))
    if "医保_参保状态" in records:
        state = records["医保_参保状态"]
        found.append(of_person("未参医保", state.filter((pl.col("status") != "正常") & (pl.col("year") == as_of.year))))
    owing = records["住建_公房租赁"].filter(pl.col("months_in_arrears") >= IN_ARREARS)
    found.append(of_household("公房欠租", owing.join(home, on="person")))
    if "住建_房屋安全" in records:
        bad = records["住建_房屋安全"].filter(pl.col("grade").is_in(["C", "D"]))
        found.append(of_household("危房", bad))
    return pl.concat(found).unique().sort("tag_code", "household", "person")
