"""Measures of the stages verified to published against the truth of a made-up city."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tests.city import City, Measure

FLAGS = ("under_declared", "over_declared", "has_difference")
VALUED = {"severe_disability", "disability", "studying", "care_level", "receives_benefit", "unemployment_benefit"}
SAID = {
    "重度残疾人护理补贴": "severe_disability_care_allowance",
    "事实无人抚养儿童基本生活补贴": "de_facto_orphan_allowance",
}  # fmt: skip
NAMED_OTHERWISE = {"pupil": "studying", "pension_in_payment": "retired"}
# a household of which we say that nobody can tell is neither found nor missed
MAY_BE_UNKNOWN = {"单亲": "single_parent"}
# houses are about a household in ours and about its first member in the truth
OF_HOUSEHOLDS = ("dangerous_dwelling",)
HOUSING = ("low_rent_housing", "shared_ownership_housing")
ENOUGH, FINE = 30, 10_000


def measures(city: City) -> Iterator[Measure]:
    yield from _reports(city)
    yield from _rates(city)
    yield from _facts(city)
    yield from _indicators(city)
    yield from _tags(city)
    yield from _alerts(city)


def _of(code: str, rows: pl.DataFrame, is_right: pl.Expr) -> Measure:
    return Measure(code, int(rows.select(is_right.fill_null(False).sum()).item()), rows.height)


def _pair(code: str, true: set[object], found: set[object]) -> Iterator[Measure]:
    """Recall and precision of a set."""
    yield Measure(f"{code}.recall", len(true & found), len(true))
    yield Measure(f"{code}.precision", len(true & found), len(found))


def _reports(city: City) -> Iterator[Measure]:
    reports = city.reports
    waiting = pl.col("conclusion").is_in(["under_review", "insufficient"])
    yield _of("verified.member_count", reports, pl.col("member_count") == pl.col("member_count_found"))
    stated = reports.filter(pl.col("has_difference").is_not_null())
    income = pl.col("verified_income_fen") == pl.col("verified_income_fen_found")
    yield _of("verified.income_to_the_fen", stated, income)
    for flag in FLAGS:
        known = reports.filter(pl.col(flag).is_not_null() & ~waiting)
        true, found = (known.filter(pl.col(name).fill_null(False)) for name in (flag, f"{flag}_found"))
        yield from _pair(f"verified.{flag}", *(set(rows["application_number"]) for rows in (true, found)))
    over = pl.col("limits_exceeded").list.eval(pl.element().str.ends_with("income_limit")).list.any()
    lined = reports.filter(pl.col("exceeds_income_limit").is_not_null() & ~waiting).with_columns(is_over=over)
    true, found = (lined.filter(name) for name in ("exceeds_income_limit", "is_over"))
    yield from _pair("verified.exceeds_income_limit", *(set(rows["application_number"]) for rows in (true, found)))
    housing = reports.filter(pl.col("programme_code").is_in(list(HOUSING)) & ~waiting)
    true, found = (housing.filter(name) for name in ("is_planned_above_line", "exceeds_limit"))
    yield from _pair("verified.housing_detection", *(set(rows["application_number"]) for rows in (true, found)))
    # deductions are the golden tables' concern
    paid = reports.filter(
        pl.col("benefit_fen").is_not_null() & (pl.col("countable_income_fen") == pl.col("verified_income_fen_found"))
    )
    yield _of("verified.benefit_to_the_fen", paid, pl.col("benefit_fen") == pl.col("benefit_fen_found"))


def _rates(city: City) -> Iterator[Measure]:
    """Programmes whose number of concluded reports that can be stated and of differences is the true one, give or
    take the reports that rest on links still in doubt."""
    doubt = city.made("verified.report").filter(pl.col("conclusion").is_in(["under_review", "insufficient"])).height
    found = city.made("verified.programme_rate").filter(
        pl.col("is_cumulative") & (pl.col("rate_kind") == "difference") & (pl.col("unit") == "report")
        & (pl.col("area_code") == "city")
    )  # fmt: skip
    found = found.sort("period").unique("programme_code", keep="last")
    both = city.truth("rate").join(found, on="programme_code", suffix="_found")
    near = (pl.col("with_difference") - pl.col("numerator").cast(pl.Int64)).abs() <= doubt + pl.col("unclear")
    yield _of("verified.rates", both, near)
    yield from _points(city)


def _points(city: City) -> Iterator[Measure]:
    """100 % less how many points a difference rate is off, over the reports of which the truth can be stated: of all
    programmes together, and of each with enough reports for a point to mean something."""
    waits = (pl.col("objection") == "pending").fill_null(False)
    stated = city.truth("report").filter(pl.col("is_concluded") & pl.col("has_difference").is_not_null() & ~waits)
    both = stated.join(city.made("verified.report"), on="application_number", how="left", suffix="_found")
    told = pl.col("excluded_reason").is_null()
    rates = [pl.len().alias("reports"), pl.col("has_difference").mean().alias("true"),
             pl.col("has_difference_found").filter(told).mean().alias("ours")]  # fmt: skip
    each = both.group_by("programme_code").agg(rates).filter(pl.col("reports") >= ENOUGH).sort("programme_code")
    every = both.select(pl.lit("all").alias("programme_code"), *rates)
    for row in pl.concat([every, each]).to_dicts():
        off = round(FINE * abs(row["true"] - row["ours"]))
        yield Measure(f"verified.rate_points.{row['programme_code']}", FINE - off, FINE)


def _facts(city: City) -> Iterator[Measure]:
    """Facts of persons whose records are linked right: person (and value) by fact."""
    made = city.made("verified.fact").filter("is_known")
    true = city.truth("fact").filter(pl.col("person").is_in(city.sure_persons.implode()))
    true = true.with_columns(pl.col("value").replace(SAID))
    ours = city.ours.filter(pl.col("person").is_in(city.sure_persons.implode()))
    for code in sorted(true["fact_code"].unique()):
        name = NAMED_OTHERWISE.get(code, code)
        told, found = true.filter(pl.col("fact_code") == code), made.filter(pl.col("fact_code") == name)
        if code in OF_HOUSEHOLDS:
            homes = told.join(ours, on="person").drop_nulls("household_id")
            yield Measure(
                f"fact.{name}.recall",
                homes.filter(pl.col("household_id").is_in(found["household_id"].implode())).height,
                homes.height,
            )
            continue
        columns = ["ours", "value"] if name in VALUED else ["ours"]
        found = found.join(ours.select("ours"), left_on="person_id", right_on="ours").rename({"person_id": "ours"})
        sets = (set(rows.select(columns).iter_rows()) for rows in (told.join(ours, on="person"), found))
        yield from _pair(f"fact.{name}", *sets)


def _indicators(city: City) -> Iterator[Measure]:
    """Points of each indicator in homes that consist of the same, rightly linked persons."""
    doubtful = city.ours.filter(~pl.col("person").is_in(city.sure_persons.implode()))["household_id"].drop_nulls()
    homes = city.same_homes.filter(~pl.col("household_id").is_in(doubtful.unique().implode()))
    true = city.truth("indicator").join(homes, on="household")
    found = city.made("scored.household_indicator").filter(pl.col("state") != "unknown")
    both = true.join(found, on=["household_id", "indicator_code"], suffix="_found")
    for code in sorted(both["indicator_code"].unique()):
        rows = both.filter(pl.col("indicator_code") == code)
        yield _of(f"indicator.{code}", rows, pl.col("points") == pl.col("points_found"))


def _tags(city: City) -> Iterator[Measure]:
    """Tags of rightly linked persons, and of homes that consist of them."""
    sure = city.ours.filter(pl.col("person").is_in(city.sure_persons.implode()))
    doubtful = city.ours.filter(~pl.col("person").is_in(city.sure_persons.implode()))["household_id"].drop_nulls()
    homes = city.same_homes.filter(~pl.col("household_id").is_in(doubtful.unique().implode()))
    true, found, facts = city.truth("tag"), city.made("tiered.household_tag"), city.made("verified.fact")
    for code in sorted(true["tag_code"].unique()):
        told, ours = (rows.filter(pl.col("tag_code") == code) for rows in (true, found))
        if told["person"].null_count():
            unknown = facts.filter(~pl.col("is_known") & (pl.col("fact_code") == MAY_BE_UNKNOWN.get(code, "")))
            told_of = set(told.join(homes, on="household")["household_id"]) - set(unknown["household_id"])
            found_of = set(ours["household_id"]) & set(homes["household_id"])
        else:
            told_of = set(told.join(sure, on="person")["ours"])
            found_of = set(ours["person_id"].drop_nulls()) & set(sure["ours"])
        yield from _pair(f"tag.{code}", told_of, found_of)


def _alerts(city: City) -> Iterator[Measure]:
    """Alerts that must fire about rightly linked persons or their homes, and near misses that must stay silent."""
    sure = city.ours.filter(pl.col("person").is_in(city.sure_persons.implode()))
    told = city.truth("alert").join(sure, on="person")
    raised = city.made("published.alert")
    for code in sorted(told["rule_code"].unique()):
        mine = raised.filter(pl.col("rule_code") == code)
        people, homes = mine["person_id"].drop_nulls(), mine["household_id"].drop_nulls()
        about = pl.col("ours").is_in(people.implode())
        about_home = about | pl.col("household_id").is_in(homes.implode())
        rows = told.filter(pl.col("rule_code") == code)
        yield _of(f"alert.{code}.must_fire", rows.filter("must_fire"), about_home)
        silent = rows.filter(~pl.col("must_fire"))
        if silent.height:
            yield _of(f"alert.{code}.stays_silent", silent, ~about)
