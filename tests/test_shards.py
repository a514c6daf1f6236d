"""One shard or four: every table with a key comes out byte for byte the same; a wrong key is caught."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from assets.scored import indicators as scoring
from assets.tiered.conditions import hits
from assets.tiered.tiers import tags, tiers
from assets.verified import reports
from assets.verified.facts import fact_rules, facts
from assets.workspace import Shard, Workspace, Written
from schemas.contract import Extract, ExtractColumn
from tests.told import AS_OF, id_of, settle_everyone
from tests.world import World

SHARDS, HOUSEHOLDS, ROWS = 4, 40, 60
Make = Callable[..., Written]
WORDS = {
    "item_code": ("income",), "question_code": ("floor_area_m2", "rehabilitation_spending"), "answer": ("24", "不详"),
    "level": ("1", "3", "5"), "programme": ("最低生活保障", "临时救助", "医疗救助"),
}  # fmt: skip
STILL_VALID = datetime.timedelta(days=700)


def crowd(dice: random.Random) -> list[dict[str, Any]]:
    """Forty households of one to five, of all ages; one member in fifteen has no valid id, one in twenty is dead."""
    return [
        {"person_id": f"p{house}.{place}", "household_id": f"h{house}", "sex_code": dice.choice("12"),
         "role": dice.choice(["head", "spouse", "child", "parent", "other"]), "is_deceased": dice.random() < 0.05,
         "birth_date": AS_OF - datetime.timedelta(days=dice.randrange(32000)), "is_identified": dice.random() > 1 / 15,
         "street_code": dice.choice("甲乙"), "register_street_code": dice.choice("甲乙"),
         "register_household_number": f"r{house}",
         "deceased_date": AS_OF - datetime.timedelta(days=dice.randrange(300))}
        for house in range(HOUSEHOLDS)
        for place in range(dice.randint(1, 5))
    ]  # fmt: skip


LONE: list[dict[str, Any]] = [
    {"person_id": f"lone.{role}", "household_id": "lone", "role": role, "sex_code": "2",
     "birth_date": datetime.date(year, 1, 1)}
    for role, year in (("applicant", 1980), ("child", 2010))
]  # fmt: skip
"""A mother and her child whom no random record mentions."""


def cell(dice: random.Random, column: ExtractColumn, people: list[dict[str, Any]]) -> Any:
    if not column.required and dice.random() < 0.1:
        return None
    if column.values:
        return dice.choice(column.values)
    day = AS_OF - datetime.timedelta(days=dice.randrange(600))
    match column.typed_as:
        case "money":
            return dice.randrange(0, 2_000_000, 50)
        case "count" | "year":
            return 2017 if column.typed_as == "year" else dice.randrange(4)
        case "number" | "ratio":
            return float(dice.randrange(5, 120))
        case "date":
            return day + STILL_VALID if column.term in ("valid_to_date", "to_date") else day
        case "month":
            return f"{day:%Y-%m}"
        case "id":
            return id_of(dice.choice(people)["person_id"])
        case _:
            return dice.choice(WORDS.get(column.term, "甲乙丙丁"))


def rows_of(dice: random.Random, contract: Extract, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Typed rows of any extract: random values of its own words, each linked to somebody where it names a person."""
    rows = []
    for number in range(ROWS):
        row: dict[str, Any] = {column.typed_name: cell(dice, column, people) for column in contract.columns}
        row["record_number"] = f"{number:03d}"
        if "application_number" in row:
            row["application_number"] = f"A{dice.randrange(20)}"
        if contract.extract == "民政_救助申请":
            row |= {"application_number": f"A{number}", "accepted_date": AS_OF - datetime.timedelta(days=90)}
        if contract.names_a_person:
            tier = dice.choice(["L1", "L1", "L1", "L3", "L2"])
            row |= {"person": dice.choice(people)["person_id"], "tier": tier}
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    dice, world = random.Random(4), World(tmp_path_factory.mktemp("shards"))
    people = crowd(dice)
    bases = ("register", "application", "roll")
    houses = {f"h{n}": {"basis": dice.choice(bases), "street_code": dice.choice("甲乙")} for n in range(HOUSEHOLDS)}
    houses["lone"] = {"basis": "application"}
    settle_everyone(world, people + LONE, houses)
    for contract in world.ws.catalogue.values():
        world.deliver(contract.extract, rows_of(dice, contract, people))
    return world.ws


STEPS: dict[str, Make] = {
    "fact": facts,
    **{table.key(): partial(reports.make, table=table) for table in reports.RULES},
    "living_member": scoring.members, "household_size": scoring.sizes, "household_indicator": scoring.indicators,
    "household_score": scoring.scores, "condition_hit": hits, "household_tier": tiers, "household_tag": tags,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(ws: Workspace) -> dict[str, tuple[Written, Written]]:
    """Each step in order, in four shards and then in one (which later steps read)."""
    return {name: (make(ws, shards=SHARDS), make(ws)) for name, make in STEPS.items()}


@pytest.mark.parametrize("step", STEPS)
def test_the_number_of_shards_does_not_matter(step: str, made: dict[str, tuple[Written, Written]]) -> None:
    sharded, whole = made[step]
    assert sharded == whole


def test_the_world_is_worth_the_proof(ws: Workspace, made: dict[str, tuple[Written, Written]]) -> None:
    """Every fact but the rarest occurs, and every indicator is hit somewhere."""
    with ws.session("verified.fact", "scored.household_indicator") as con:
        found = {code for (code,) in con.execute("select distinct fact_code from verified.fact").fetchall()}
        struck = {
            code
            for (code,) in con.execute(
                "select distinct indicator_code from scored.household_indicator where points > 0"
            ).fetchall()
        }
    assert set(ws.rulebook.facts) - found <= {"grandparents_with_grandchild", "dangerous_dwelling"}
    assert set(ws.rulebook.indicators) - struck == set()


def test_a_wrong_key_is_caught(ws: Workspace, made: dict[str, tuple[Written, Written]]) -> None:
    """A rule about households, cut by person, tears families apart: the rows differ."""
    rule = fact_rules(ws)["elderly_only"]

    def rows(key: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for index in range(SHARDS):
            with ws.session(*rule.inputs, shard=Shard(key, index, SHARDS)) as con:
                found += con.execute(rule.sql).fetchall()
        return sorted(found, key=repr)

    with ws.session(*rule.inputs) as con:
        whole = sorted(con.execute(rule.sql).fetchall(), key=repr)
    assert rows("household_id") == whole and rows("person_id") != whole
