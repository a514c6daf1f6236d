"""Asset checks: what is wrong with a table is counted, never shown."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, ClassVar

import dagster as dg
import polars as pl
import pytest

from assets.contract import Outcome, outcomes_of, result_of
from assets.workspace import Workspace
from schemas.columns import Code, Id, Ratio
from schemas.table import Table
from schemas.tables import tables

UNIQUE = "expect_column_values_to_be_unique(household_id)"


class Placed(Table):
    """一户在一个等级(只为检验而设)"""

    stage = "tiered"
    name = "placed"
    primary_key = ("household_id",)
    codes: ClassVar[dict[str, str]] = {"tier": "tier"}

    household_id: Id
    tier: Code
    coverage_ratio: Ratio | None


class Item(Table):
    """一份报告的一个项目,户的项目没有人(只为检验而设)"""

    stage = "verified"
    name = "item"
    primary_key = ("report_id", "person_id")

    report_id: Id
    person_id: Id | None


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(out=tmp_path, batch="2017-12-31", as_of=datetime.date(2017, 12, 31))


def columns_of(table: type[Table]) -> dict[str, pl.DataType]:
    return {name: kind for name, kind in table.polars_schema().items() if name != "batch"}


def broken(ws: Workspace, table: type[Table], rows: list[dict[str, Any]]) -> dict[str, Outcome]:
    """What a check finds wrong with some rows."""
    ws.write_frame(pl.DataFrame(rows, schema=columns_of(table)), table)
    return {outcome.asked: outcome for outcome in outcomes_of(ws, table) if not outcome.is_met}


def placed(household_id: str | None, tier: str = "tier_2", coverage_ratio: float | None = 1.0) -> dict[str, Any]:
    return {"household_id": household_id, "tier": tier, "coverage_ratio": coverage_ratio}


@pytest.mark.parametrize("rows", [[], [placed("H1"), placed("H2", coverage_ratio=None)]], ids=["empty", "sound"])
def test_a_sound_table_breaks_nothing(ws: Workspace, rows: list[dict[str, Any]]) -> None:
    assert broken(ws, Placed, rows) == {}


def test_a_repeated_key_is_counted(ws: Workspace) -> None:
    found = broken(ws, Placed, [placed("H1"), placed("H1", "tier_1"), placed("H2")])
    assert found == {UNIQUE: Outcome(UNIQUE, rows=3, unexpected=1, is_critical=True, is_met=False)}


def test_a_repeated_key_with_an_empty_part_is_counted(ws: Workspace) -> None:
    rows = [{"report_id": "R1", "person_id": person_id} for person_id in (None, None, "P1")]
    (outcome,) = broken(ws, Item, rows).values()
    assert (outcome.asked, outcome.unexpected) == ("expect_compound_columns_to_be_unique(report_id, person_id)", 1)


def test_an_unknown_code_is_counted(ws: Workspace) -> None:
    (outcome,) = broken(ws, Placed, [placed("H1"), placed("H2", "tier_9"), placed("H3", "tier_9")]).values()
    assert str(outcome) == "expect_column_values_to_be_in_set(tier): 2 / 3"


def test_an_empty_required_cell_is_counted(ws: Workspace) -> None:
    (outcome,) = broken(ws, Placed, [placed("H1"), placed(None)]).values()
    assert (outcome.asked, outcome.unexpected) == ("expect_column_values_to_not_be_null(household_id)", 1)


def test_a_ratio_out_of_bounds_is_a_warning(ws: Workspace) -> None:
    (outcome,) = broken(ws, Placed, [placed("H1", coverage_ratio=1.2)]).values()
    assert (outcome.unexpected, outcome.is_critical) == (1, False)
    result = result_of([outcome], 0.0)
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)


def test_what_is_said_holds_counts_and_no_value(ws: Workspace) -> None:
    outcomes = broken(ws, Placed, [placed("张三丰-310101195001010011", "李四-13800000000")] * 2)
    result = result_of(list(outcomes.values()), 0.0)
    said = f"{result.description} {result.metadata}"
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert "1 / 2" in said and "2 / 2" in said
    assert not any(value in said for value in ("张三丰", "310101195001010011", "李四", "13800000000"))


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.key())
def test_every_table_can_be_checked_as_its_schema_says(ws: Workspace, table: type[Table]) -> None:
    ws.write_frame(pl.DataFrame(schema=columns_of(table)), table)
    outcomes = outcomes_of(ws, table)
    assert len(outcomes) == len(table.expectations())
    assert all(outcome.is_met for outcome in outcomes)


def test_a_table_that_was_not_made_is_said_so(ws: Workspace) -> None:
    with pytest.raises(FileNotFoundError, match=r"\.placed was not made for 2017-12-31"):
        outcomes_of(ws, Placed)
