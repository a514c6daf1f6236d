"""Truth of need: the points that each of the indicators gives a household, by what is true of those who live there."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from data_samples.generator.benefits import means, standard
from data_samples.generator.evidence import anchor_month, is_severe, month_text_of
from data_samples.generator.facts import STATUSES
from data_samples.generator.state import Town

YEAR = timedelta(days=365)
WORKING_AGE = (16, 59, 54)  # from, men until, women until
CARER_AGE = (18, 69)


def traits(town: Town) -> pl.DataFrame:
    """One row a living person who is present: person, household, age, male and what is true of the person (flags)."""
    records, as_of = town.records, town.as_of
    anchor = anchor_month(as_of)
    last = [month_text_of(anchor - back) for back in range(3)]

    def held(name: str, rows: pl.DataFrame | None) -> pl.Expr:
        some = pl.Series([], dtype=pl.Int64) if rows is None else rows["person"].unique()
        return pl.col("person").is_in(some.implode()).alias(name)

    def of(extract: str, keep: pl.Expr) -> pl.DataFrame | None:
        return records[extract].filter(keep) if extract in records else None

    status = pl.col("kind")
    valid = pl.col("valid_to_date").is_null() | (pl.col("valid_to_date") >= as_of)
    care = records["民政_儿童与照护"].filter(valid)
    level = care.filter(status == STATUSES["care_level"]).group_by("person").agg(care_level=pl.col("level").max())
    jobless = pl.col("status") == "登记失业"
    event = records["应急_灾害事故"].group_by("person").agg(struck=pl.col("event_date").max())
    living = town.people.filter("present").select(
        "person", "household", "relation", "age", "male", "father", "mother", "spouse"
    )
    return (
        living.with_columns(
            held("is_disabled", records["残联_持证残疾人"]),
            held("is_severe", records["残联_持证残疾人"].filter(is_severe())),
            held("is_ill", records["医保_大病登记"].filter(pl.col("valid_to_date") >= as_of - YEAR)),
            held("is_managed", of("卫健_管理登记", valid & (status != "计生特殊家庭"))),
            held("is_severely_managed", of("卫健_管理登记", valid & (status == "严重精神障碍在管"))),
            held("is_bereaved", of("卫健_管理登记", valid & (status == "计生特殊家庭"))),
            held("is_warned", of("妇联_告诫书", (status != "监护资格撤销") & (pl.col("event_date") >= as_of - YEAR))),
            held("is_revoked", of("妇联_告诫书", status == "监护资格撤销")),
            held("is_imprisoned", of("司法_服刑戒毒", (pl.col("from_date") <= as_of)
                 & (pl.col("to_date").is_null() | (pl.col("to_date") >= as_of)))),
            held("is_orphan", care.filter(status == STATUSES["orphan"])),
            held("is_de_facto_orphan", care.filter(status == STATUSES["de_facto_orphan"])),
            held("is_student", records["教育_学籍"].filter(pl.col("status") == "在读")),
            held("is_retired", records["人社_养老待遇"]),
            held("is_working", pl.concat([
                records["人社_参保缴费"].filter(pl.col("month").is_in(last)).select("person"),
                records["人社_失业登记"].filter(pl.col("status") == "已就业").select("person")])),
            held("is_registered", records["人社_失业登记"].filter(jobless)),
            held("is_long_registered", records["人社_失业登记"].filter(
                jobless & (pl.col("registered_date").dt.offset_by("1y") <= as_of))),
            held("is_exhausted", records["人社_失业登记"].filter(
                jobless & (pl.col("benefit_until_month") < f"{as_of:%Y-%m}"))),
        )
        .join(level, on="person", how="left", maintain_order="left")
        .join(event, on="person", how="left", maintain_order="left")
        .with_columns(pl.col("care_level").fill_null(0))
    )  # fmt: skip


def families(town: Town, people: pl.DataFrame) -> pl.DataFrame:
    """One row a household: counts and flags of its living members, as the indicators need them."""
    age, minor = pl.col("age"), pl.col("age") < 18
    until = pl.when("male").then(WORKING_AGE[1]).otherwise(WORKING_AGE[2])
    working_age = age.is_between(WORKING_AGE[0], until) & ~pl.col("is_student") & ~pl.col("is_retired")
    needs = pl.col("care_level") >= 2
    dependant = (age < 16) | needs | pl.col("is_severe")
    carer = age.is_between(*CARER_AGE) & ~dependant & ~pl.col("is_imprisoned")
    house = town.people["household"]
    here = people["person"].implode()

    def lives_with(parent: str) -> pl.Expr:
        same = pl.Series(house.gather(people[parent].clip(0))) == people["household"]
        return (pl.col(parent) >= 0) & same & pl.col(parent).is_in(here)

    def lives_with_old(parent: str) -> pl.Expr:
        ages = pl.Series(town.people["age"].gather(people[parent].clip(0)))
        return lives_with(parent) & (ages >= 60)

    parents = lives_with("father").cast(pl.Int64) + lives_with("mother").cast(pl.Int64)
    marked = people.with_columns(
        parents=parents, with_old_parent=lives_with_old("father") | lives_with_old("mother"),
        dependant=dependant, carer=carer, working_age=working_age,
    )  # fmt: skip
    # who is a present child's only parent; a grown child who is severely disabled and lives with a parent of 60 or more
    only_parent = minor & (pl.col("parents") == 1)
    skipped = minor & (pl.col("parents") == 0)
    return (
        marked.group_by("household")
        .agg(
            members=pl.len().cast(pl.Int64),
            severe=pl.col("is_severe").sum(),
            ill=pl.col("is_ill").sum(),
            mental=(pl.col("is_managed") & ~pl.col("is_severe")).any(),
            single_parent=only_parent.any(),
            orphan=pl.col("is_orphan").any(),
            de_facto_orphan=pl.col("is_de_facto_orphan").any(),
            bereaved=(pl.col("is_bereaved") & (age >= 49)).any(),
            kinds=pl.col("is_warned").any().cast(pl.Int64)
            + pl.col("is_revoked").any().cast(pl.Int64)
            + pl.col("is_imprisoned").any().cast(pl.Int64),
            care_level=pl.col("care_level").max(),
            dependants=pl.col("dependant").sum(),
            carers=pl.col("carer").sum(),
            oldest=age.max(),
            frail=(pl.col("is_disabled") | pl.col("is_ill")).any(),
            old_with_severe_child=(pl.col("is_severe") & (age >= 18) & pl.col("with_old_parent")).any(),
            skipped_generation=skipped.any() & ((age >= 55) | minor).all(),
            adults=(age >= 18).sum(),
            working_age=pl.col("working_age").sum(),
            able=(pl.col("working_age") & ~pl.col("is_severe")).sum(),
            jobless=(pl.col("working_age") & ~pl.col("is_working")).sum(),
            long_jobless=(pl.col("is_long_registered") | pl.col("is_exhausted")).any(),
            struck=pl.col("struck").max(),
        )
        .sort("household")
    )  # fmt: skip


def indicator_truth(town: Town) -> pl.DataFrame:
    """household, indicator_code, points of every indicator that can be stated; 0 where it is known not to hold."""
    people = traits(town)
    have = families(town, people)
    line = standard(town.as_of)
    money = means(town.world, town.records, town.as_of).select("household", "income")
    spent = _spent(town, people)
    lost = deaths(town).filter("earning").group_by("household").agg(lost=pl.col("died").max())
    have = (
        have.join(money, on="household", how="left", maintain_order="left")
        .join(spent, on="household", how="left", maintain_order="left")
        .join(_homes(town), on="household", how="left", maintain_order="left")
        .join(lost, on="household", how="left", maintain_order="left")
        .with_columns(pl.col("spent").fill_null(0))
        .with_columns(per_head=pl.col("income") / pl.col("members"), year=pl.col("income") * 12)
    )
    alone = pl.col("members") == 1
    old = pl.col("oldest")
    fragile = pl.sum_horizontal(pl.col("single_parent", "orphan", "bereaved").cast(pl.Int64))
    share = pl.col("spent") / pl.col("year")
    ratio = pl.col("dependants") / pl.col("carers")
    jobs = _jobless()
    points = {
        "income_shortfall": _bands(pl.col("per_head"), [(line, 10), (1.5 * line, 7), (2 * line, 4)]),
        "rigid_spending_burden": pl.when((pl.col("year") <= 0) & (pl.col("spent") > 0)).then(8)
        .when(pl.col("year") <= 0).then(0).when(share >= 0.4).then(8).when(share >= 0.25).then(5)
        .when(share >= 0.1).then(2).otherwise(0),
        "housing_hardship": pl.when(pl.col("danger").is_not_null()).then(6).when(pl.col("area").is_not_null()).then(
            pl.max_horizontal(_bands(pl.col("area") / pl.col("members"), [(7, 6), (10, 3)]),
                              pl.when(2 * pl.col("rent") >= pl.col("income")).then(3).otherwise(0))),
        "severe_disability": pl.when(pl.col("severe") >= 2).then(8).when(pl.col("severe") == 1).then(5).otherwise(0),
        "serious_illness": pl.when(pl.col("ill") >= 2).then(7).when(pl.col("ill") == 1).then(5).otherwise(0),
        "mental_health": pl.when("mental").then(5).otherwise(0),
        "fragile_family": pl.when(pl.col("de_facto_orphan") | (fragile >= 2)).then(6).when(fragile == 1).then(4)
        .otherwise(0),
        "family_conflict_or_absence": pl.when(pl.col("kinds") >= 2).then(6).when(pl.col("kinds") == 1).then(4)
        .otherwise(0),
        "care_dependency": pl.when(pl.col("care_level") >= 5).then(6).when(pl.col("care_level") >= 2).then(3)
        .otherwise(0),
        "carer_shortage": pl.when(pl.col("dependants") == 0).then(0).when(pl.col("carers") == 0).then(6)
        .when(ratio >= 2).then(3).otherwise(0),
        "living_alone": pl.when((alone & (old >= 80)) | (alone & (old >= 60) & pl.col("frail"))
                                | pl.col("old_with_severe_child") | pl.col("skipped_generation")).then(4)
        .when(alone & (old >= 60)).then(2).otherwise(0),
        "household_joblessness": pl.when(pl.col("working_age") == 0).then(0)
        .when(jobs == pl.col("working_age")).then(8).when(2 * jobs >= pl.col("working_age")).then(4).otherwise(0),
        "long_unemployment": pl.when("long_jobless").then(4).otherwise(0),
        "sudden_event": pl.when(pl.max_horizontal("struck", "lost") >= town.as_of - timedelta(days=183)).then(8)
        .when(pl.max_horizontal("struck", "lost") >= town.as_of - YEAR).then(4).otherwise(0),
    }  # fmt: skip
    return (
        have.select("household", *(value.cast(pl.Int64).alias(code) for code, value in points.items()))
        .unpivot(index="household", variable_name="indicator_code", value_name="points")
        .drop_nulls("points")
        .sort("household", pl.col("indicator_code").cast(pl.Enum(sorted(points))))
    )


def _jobless() -> pl.Expr:
    """Members of working age without work; all of them where nobody is able to work."""
    return pl.when(pl.col("able") == 0).then("working_age").otherwise("jobless")


def nobody_works() -> pl.Expr:
    """True of families with members of working age none of whom works."""
    return (pl.col("working_age") > 0) & (_jobless() == pl.col("working_age"))


def _bands(value: pl.Expr, bands: list[tuple[float, int]]) -> pl.Expr:
    """Points of the first band that the value is below, else 0."""
    answer = pl.lit(0)
    for below, points in reversed(bands):
        answer = pl.when(value < below).then(points).otherwise(answer)
    return answer


def _spent(town: Town, people: pl.DataFrame) -> pl.DataFrame:
    """household, spent: own medical share of the newest full year, tuition and surveyed rehabilitation, fen a year."""
    rows = town.records["医保_费用结算"]
    medical = rows.filter(pl.col("year") == rows["year"].max()).select("person", fen="self_paid")
    tuition = town.records["教育_学籍"].filter(pl.col("status") == "在读").select("person", fen="tuition")
    survey = town.records["社区_入户调查"].filter(
        (pl.col("question_code") == "rehabilitation_spending") & (pl.col("surveyed_date") >= town.as_of - YEAR)
    )
    rehabilitation = survey.select("person", fen=(pl.col("answer").cast(pl.Float64) * 100).cast(pl.Int64))
    home = people.select("person", "household")
    return (
        pl.concat([medical, tuition.cast({"fen": pl.Int64}), rehabilitation]).join(home, on="person")
        .group_by("household").agg(spent=pl.col("fen").sum())
    )  # fmt: skip


def deaths(town: Town) -> pl.DataFrame:
    """household, died and earning (of working age) of those of whose death an office knows."""
    known = pl.min_horizontal("cremated", "death_registered") <= town.as_of
    until = pl.when("male").then(WORKING_AGE[1]).otherwise(WORKING_AGE[2])
    earning = pl.col("age").is_between(WORKING_AGE[0], until)
    return town.people.filter(known).select("household", "died", earning=earning)


def _homes(town: Town) -> pl.DataFrame:
    """household, area (square metres) of public tenancies, else as surveyed within a year, rent (fen a month), danger
    (grade C or D); other areas are not stated."""
    house = town.people["household"]
    rented = town.records["住建_公房租赁"]
    rented = rented.select("rent", household=house.gather(rented["person"]), area="area_m2")
    survey = town.records["社区_入户调查"].filter(
        (pl.col("question_code") == "floor_area_m2") & (pl.col("surveyed_date") >= town.as_of - YEAR)
    )
    asked = survey.select(
        pl.lit(None, pl.Int64).alias("rent"), household=house.gather(survey["person"]),
        area=pl.col("answer").cast(pl.Float64),
    )  # fmt: skip
    known = pl.concat([rented, asked]).unique("household", keep="first", maintain_order=True)
    graded = town.records.get("住建_房屋安全")
    if graded is None:
        return known.with_columns(danger=pl.lit(None, pl.String))
    bad = graded.filter(pl.col("grade").is_in(["C", "D"])).group_by("household").agg(danger=pl.col("grade").max())
    return known.join(bad, on="household", how="full", coalesce=True)
