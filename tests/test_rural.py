"""A village's household is scored, circled, alerted to and mapped by its own lines; the town's are not its."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from assets.published.alerts import alerts
from assets.scored import indicators as scoring
from assets.tiered import hits, tiers
from assets.verified.benefits import benefits
from assets.verified.cliffs import cliffs
from tests.told import deliver_nothing_from, settle_everyone
from tests.world import World

Row = dict[str, Any]
YUNXI = Path(__file__).parent / "golden" / "benefits" / "yunxi"
"""Dibao 700 in town and 500 in villages; the line of low income is twice that."""
INCOMES = {"城五百": 50_000, "乡四九九": 49_999, "乡五百": 50_000, "城一千": 100_000, "乡一千": 100_000}
BORN = datetime.date(1947, 1, 1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("county"), datetime.date(2018, 12, 31), bureau=YUNXI)
    people = [{"person_id": f"{name}的人", "household_id": name, "role": "head", "birth_date": BORN, "sex_code": "1"}
              for name in INCOMES]  # fmt: skip
    settle_everyone(world, people, {name: {"member_count": 1} for name in INCOMES})
    deliver_nothing_from(world, ())
    world.put(
        "verified.fact",
        [{"fact_code": "rural_household", "household_id": name, "is_known": True, "evidence": []}
         for name in INCOMES if name.startswith("乡")],
    )  # fmt: skip
    world.put(
        "verified.household_income",
        [{"household_id": name, "income_fen": fen, "is_complete": True, "evidence": [f"人社_养老待遇#{name}"]}
         for name, fen in INCOMES.items()],
    )  # fmt: skip
    for make in (scoring.members, scoring.sizes, scoring.indicators, scoring.scores, benefits, hits, tiers, alerts):
        make(world.ws)
    cliffs(world.ws)
    return world


def by_home(world: World, table: str, **only: str) -> dict[str, Row]:
    return {row["household_id"]: row for row in world.rows(table) if only.items() <= row.items()}


def test_points_are_given_by_the_village_s_bands(world: World) -> None:
    """500 yuan is under the town's line and on the village's: 10 points there, 7 here; so is what the sentence says."""
    found = by_home(world, "scored.household_indicator", indicator_code="income_shortfall")
    assert {name: row["points"] for name, row in found.items()} == {
        "城五百": 10, "乡四九九": 10, "乡五百": 7, "城一千": 7, "乡一千": 0,
    }  # fmt: skip
    assert "700元" in found["城五百"]["sentence"] and "500元" in found["乡四九九"]["sentence"]


def test_who_may_be_entitled_is_seen_by_the_village_s_line(world: World) -> None:
    assert set(by_home(world, "published.alert", rule_code="W13")) == {"城五百", "乡四九九"}
    told = by_home(world, "verified.assessment", subject_kind="household")
    assert set(told) == {"城五百", "城一千", "乡四九九", "乡五百"}


def test_circles_and_cliffs_stand_at_the_village_s_lines(world: World) -> None:
    circles = {name: row["circle"] for name, row in by_home(world, "tiered.household_tier").items()}
    assert circles["城一千"] != circles["乡一千"] and circles["城一千"] == circles["乡五百"]
    cliff = by_home(world, "verified.household_cliff")
    assert {name: row["class_code"] for name, row in cliff.items()} == {
        name: "老年(农村)" if name.startswith("乡") else "老年" for name in INCOMES
    }
    assert {name: row["near_lines"] for name, row in cliff.items()} == {
        "城五百": [], "乡四九九": ["dibao"], "乡五百": ["dibao"], "城一千": [], "乡一千": ["dibao_marginal"],
    }  # fmt: skip
    cash = {(row["class_code"], row["income_fen"]): row["cash_fen"] for row in world.rows("verified.benefit_cliff")}
    assert (cash["老年", 0], cash["老年(农村)", 0]) == (70_000, 50_000)
