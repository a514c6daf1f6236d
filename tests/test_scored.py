"""Need scoring, told as families and as properties: bounds, caps, monotony, order, deprivation by area."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from assets.scored import indicators as scoring
from assets.verified.facts import facts
from tests.told import AS_OF, BASES, GOLDEN, ROLES, SEXES, deliver_nothing_from, settle_everyone, typed
from tests.world import World

FAMILIES = sorted((GOLDEN / "indicators" / "families").glob("*.toml"))


def settle(folder: Path, case: dict[str, Any]) -> World:
    """One family's deliveries in place, its facts found and its indicators scored."""
    world = World(folder, as_of=case.get("as_of", AS_OF))
    settle_everyone(
        world,
        [
            {"person_id": m["name"], "household_id": "户", "role": ROLES[m["role"]], "birth_date": m.get("born"),
             "sex_code": SEXES[m["sex"]], "is_deceased": m.get("is_deceased", False)}
            for m in case["member"]
        ],
        {"户": {"basis": BASES[case["basis"]]}},
    )  # fmt: skip
    by_extract: dict[str, list[dict[str, Any]]] = {}
    for record in case.get("record", []):
        named = {"person": record["of"]} if "of" in record else {}
        row = {**typed(world.ws.catalogue[record["extract"]], record), **named, "tier": record.get("tier", "L1")}
        by_extract.setdefault(record["extract"], []).append(row)
    for extract, rows in by_extract.items():
        world.deliver(extract, rows)
    deliver_nothing_from(world, case.get("not_delivered", []))
    income = case.get("income")
    if income:
        row = {"household_id": "户", "income_fen": int(income["per_month"]) * 100, "is_complete": income["is_complete"]}
        world.put("verified.household_income", [{**row, "evidence": []}])
    facts(world.ws)
    score(world)
    return world


def score(world: World) -> None:
    for make in (scoring.members, scoring.sizes, scoring.indicators, scoring.scores, scoring.deprivation):
        make(world.ws)


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_family(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    expected = case["expect"]
    world = settle(tmp_path, case)
    rows = {row["indicator_code"]: row for row in world.rows("scored.household_indicator")}
    assert {code: rows[code]["points"] for code in expected["points"]} == expected["points"]
    assert {code: rows[code]["sentence"] for code in expected.get("sentences", {})} == expected.get("sentences", {})
    assert {code: rows[code]["state"] for code in expected.get("states", {})} == expected.get("states", {})
    [total] = world.rows("scored.household_score")
    found = {**total, "coverage": round(total["coverage_ratio"], 2)}
    tiers = world.ws.rulebook.score.tiers
    found["tier"] = next((tier for tier, cut in tiers.items() if total["score_low"] >= cut), "none")
    aside = ("points", "sentences", "states")
    assert {name: found[name] for name in expected if name not in aside} == {
        name: value for name, value in expected.items() if name not in aside
    }
