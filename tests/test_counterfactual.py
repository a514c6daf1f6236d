"""What is said to change a conclusion does change it, and a fen less does not: on every report of the sample."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from assets.verified import reports
from assets.workspace import Workspace
from schemas.verified import Report, ReportItem
from tests.conftest import Run

BY_REPORT = (
    "report_case", "report_member", "report_person", "report_value", "report_limit", "report_total", "permission",
    "source_reply", "report_objection",
)  # fmt: skip
KEY = ("alternative", "target", "item_code", "person_id")


@pytest.fixture(scope="module")
def stated(sample: Run) -> pl.DataFrame:
    return pl.read_parquet(sample.stage("verified.counterfactual")).sort("report_id", *KEY, nulls_last=False)


@pytest.fixture(scope="module")
def judged(sample: Run, stated: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The conclusion of every report under every alternative: as stated (less = -1), or with its row number `less`
    short of it by one fen or one piece."""
    rows = stated.with_columns(row=pl.int_range(pl.len()).over("report_id", "alternative"))
    variants = pl.concat([rows.with_columns(less=pl.lit(-1, pl.Int64)), rows.with_columns(less=pl.col("row"))])
    variants = variants.select("report_id", "alternative", "less").unique().join(rows, on=["report_id", "alternative"])
    step = pl.when(pl.col("change") < 0).then(-1).otherwise(1)
    short = pl.when(pl.col("row") == pl.col("less")).then(step).otherwise(0)
    variants = variants.with_columns(
        meant=pl.col("change") - short,
        copy=pl.format("{}#{}#{}", "report_id", "alternative", "less"),
    )
    ws = Workspace(
        out=tmp_path_factory.mktemp("counterfactual"),
        batch="2017-12-31",
        as_of=datetime.date(2017, 12, 31),
        key=bytes(32),
    )
    stage = ws.path("verified.report").parent
    stage.mkdir(parents=True)
    (stage.parent / "standardised").symlink_to(sample.stage("standardised.record").parent)
    copies = variants.select("report_id", "copy").unique()
    for name in BY_REPORT:
        table = pl.read_parquet(sample.stage(f"verified.{name}"))
        many = table.join(copies, on="report_id").with_columns(report_id="copy").drop("copy")
        moved(name, many, variants).select(table.columns).write_parquet(stage / f"{name}.parquet")
    for made in (ReportItem, Report):
        reports.make(ws, made)
    found = pl.read_parquet(stage / "report.parquet").select(copy="report_id", found="conclusion")
    return variants.unique("copy").select("copy", "less", "new_conclusion", "target").join(found, on="copy")


def moved(name: str, table: pl.DataFrame, variants: pl.DataFrame) -> pl.DataFrame:
    """A table of copies with the stated changes made in it."""
    if name == "report_limit":
        limits = variants.filter(pl.col("target") == "limit")
        by = limits.select(report_id="copy", limit_name="item_code", meant="meant")
        table = table.join(by, on=["report_id", "limit_name"], how="left")
        there = pl.col("measured").fill_null(0) + pl.col("meant") * pl.col("scale")
        return table.with_columns(measured=pl.when(pl.col("meant").is_null()).then("measured").otherwise(there))
    items = variants.filter((pl.col("target") == "item") & (pl.col("item_code") != "members"))
    if name == "report_value":
        by = items.select("item_code", "person_id", "meant", report_id="copy")
        table = table.join(by, on=["report_id", "item_code", "person_id"], how="left", nulls_equal=True)
        return table.with_columns((pl.col(c) + pl.col("meant").fill_null(0)).alias(c) for c in ("verified", "proven"))
    if name == "report_member":
        members = variants.filter((pl.col("item_code") == "members") & (pl.col("meant") < 0))
        by = members.select("person_id", report_id="copy", is_out=pl.lit(True))
        table = table.join(by, on=["report_id", "person_id"], how="left")
        return table.with_columns(is_counted=pl.col("is_counted") & pl.col("is_out").is_null())
    return table


def test_every_concluded_report_says_what_would_change_it(sample: Run, stated: pl.DataFrame) -> None:
    found = pl.read_parquet(sample.stage("verified.report"))
    concluded = found.filter(pl.col("excluded_reason").is_null())
    assert concluded.height > 400
    assert set(concluded["report_id"]) == set(stated["report_id"])
    assert set(stated["new_conclusion"]) >= {"exceeds_limit", "differs_amount", "differs_no_effect", "consistent"}


def test_applied_it_flips(judged: pl.DataFrame) -> None:
    applied = judged.filter(pl.col("less") == -1)
    wrong = applied.filter(pl.col("found") != pl.col("new_conclusion"))
    assert applied.height > 2_000 and wrong.height == 0, wrong.group_by("target", "new_conclusion", "found").len()


def test_a_fen_less_does_not(judged: pl.DataFrame) -> None:
    short = judged.filter(pl.col("less") >= 0)
    wrong = short.filter(pl.col("found") == pl.col("new_conclusion"))
    assert short.height > 2_000 and wrong.height == 0, wrong.group_by("target", "new_conclusion", "found").len()
