"""The pipeline against the made-up city's exact truth, by stage; the bars only ever rise."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import TRUTH, Run

pytestmark = pytest.mark.xdist_group("sample")
USABLE = ("right", "normalisable")


def truth(name: str) -> pl.DataFrame:
    return pl.read_parquet(TRUTH / f"{name}.parquet")


@pytest.fixture(scope="module")
def linked(sample: Run) -> pl.DataFrame:
    """Every delivered record with its true person, our person, and whether they agree (our id of a true person is the
    one that most of its records carry)."""
    links = pl.read_parquet(sample.stage("linked.record_link")).unique(["extract", "record_number"], keep="first")
    both = truth("record").join(links, on=["extract", "record_number"], how="left")
    ours = (
        both.drop_nulls("person_id").group_by("person", "person_id").len()
        .sort("len", "person_id", descending=[True, False]).unique("person", keep="first", maintain_order=True)
        .select("person", pl.col("person_id").alias("ours"))
    )  # fmt: skip
    return both.join(ours, on="person", how="left").with_columns(is_right=pl.col("person_id") == pl.col("ours"))


@pytest.fixture(scope="module")
def reports(sample: Run, linked: pl.DataFrame) -> pl.DataFrame:
    """Concluded reports beside their truth, only those all of whose members' records are linked right and are no L2,
    which waits for a reviewer before it proves an amount."""
    certain = pl.col("is_right") & pl.col("link_tier").is_in(["L1", "L3"])
    wrong = set(linked.filter(~certain | pl.col("person_id").is_null())["ours"].drop_nulls())
    members = pl.read_parquet(sample.stage("verified.report_member"))
    touched = members.filter(pl.col("person_id").is_in(list(wrong)))["application_number"].unique()
    found = pl.read_parquet(sample.stage("verified.report"))
    both = truth("report").join(found, on="application_number", how="left", suffix="_found")
    return both.filter(pl.col("is_concluded") & ~pl.col("application_number").is_in(touched.implode()))


def test_no_delivered_record_is_lost(linked: pl.DataFrame, sample: Run) -> None:
    absent = linked.filter(pl.col("person_id").is_null())
    assert absent.height == 0, absent.group_by("extract").len()


def test_links_of_records_with_a_usable_id(linked: pl.DataFrame) -> None:
    usable = linked.filter(pl.col("id_state").is_in(USABLE))
    assert usable.height > 20_000
    assert usable["is_right"].mean() >= 0.9995


@pytest.mark.parametrize(("state", "bar"), [("typo", 0.97), ("borrowed", 0.95), ("missing", 0.86), ("dummy", 0.61)])
def test_links_of_records_without_a_usable_id(linked: pl.DataFrame, state: str, bar: float) -> None:
    some = linked.filter(pl.col("id_state") == state)
    assert some.height > 30 and some["is_right"].mean() >= bar


def test_two_valid_ids_never_end_in_one_person(linked: pl.DataFrame) -> None:
    people = truth("person").select("person", "id_number")
    ids = linked.filter(pl.col("id_state").is_in(USABLE) & (pl.col("link_tier") == "L1")).join(people, on="person")
    assert ids.group_by("person_id").agg(pl.col("id_number").n_unique())["id_number"].max() == 1


@pytest.mark.parametrize(
    ("column", "bar"),
    [("under_declared", 0.995), ("over_declared", 0.985), ("has_difference", 0.985), ("member_count", 0.995)],
)
def test_flags_where_links_are_right(reports: pl.DataFrame, column: str, bar: float) -> None:
    known = reports.filter(pl.col(column).is_not_null() & (pl.col("conclusion") != "under_review"))
    assert known.height > 300
    assert (known[column].cast(pl.Int64) == known[f"{column}_found"].cast(pl.Int64)).mean() >= bar


def test_what_rests_on_a_doubtful_link_waits_for_a_person(reports: pl.DataFrame) -> None:
    """A difference that only a probable link shows is no finding; few reports wait so, and none of them accuses."""
    waiting = reports.filter(pl.col("conclusion") == "under_review")
    assert waiting.height / reports.height <= 0.02
    assert not waiting["under_declared_found"].any()


def test_income_is_exact_to_the_fen(reports: pl.DataFrame) -> None:
    assert (reports["verified_income_fen"] == reports["verified_income_fen_found"]).mean() >= 0.995


def test_detection_on_the_income_line(reports: pl.DataFrame) -> None:
    known = reports.filter(pl.col("exceeds_income_limit").is_not_null())
    found = known["limits_exceeded"].list.eval(pl.element().str.ends_with("income_limit")).list.any()
    assert known.height > 100 and (known["exceeds_income_limit"] == found).mean() >= 0.995


def alerts(sample: Run, linked: pl.DataFrame, rule: str) -> set[tuple[str | None, str | None]]:
    raised = pl.read_parquet(sample.stage("published.alert")).filter(pl.col("rule_code") == rule)
    return set(raised.select("household_id", "person_id").iter_rows())


@pytest.mark.parametrize("rule", ["W03", "W04", "W05", "W09", "W13", "W21", "W23", "W24"])
def test_planted_alerts_fire_and_near_misses_stay_silent(sample: Run, linked: pl.DataFrame, rule: str) -> None:
    ours = linked.select("person", "ours").unique("person").drop_nulls()
    homes = pl.read_parquet(sample.stage("linked.household_member")).select("household_id", "person_id")
    planted = (
        truth("alert").filter(pl.col("rule_code") == rule).join(ours, on="person", how="left")
        .join(homes, left_on="ours", right_on="person_id", how="left")
    )  # fmt: skip
    raised = alerts(sample, linked, rule)
    people, families = {person for _, person in raised}, {household for household, _ in raised}
    must = planted.filter(pl.col("must_fire"))
    assert must.height >= 1
    for row in must.iter_rows(named=True):
        assert row["ours"] in people or row["household_id"] in families, row["why"]
    for row in planted.filter(~pl.col("must_fire")).iter_rows(named=True):
        assert row["ours"] not in people, row["why"]
