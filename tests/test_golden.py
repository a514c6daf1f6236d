"""Runs the golden tables of facts and indicators: every CSV row is a case, measured by the real SQL in a tiny world.

Cases with the same day and the same missing extracts share a world, so that each rule runs once for many rows.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import polars as pl
import pytest

from assets.scored import indicators as scoring
from assets.verified.facts import facts
from rules.linkage import addresses
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.contract import extracts
from schemas.scored import HouseholdIndicator
from tests.told import (
    AS_OF,
    BASES,
    GOLDEN,
    ROLES,
    SEXES,
    Member,
    born,
    deliver_nothing_from,
    fact,
    settle_everyone,
    table,
    typed,
    value_of,
)
from tests.world import World

Cell = tuple[str, int]
Setting = tuple[datetime.date, tuple[str, ...]]
STATES = {entry.label: code for code, entry in code_lists()["indicator_state"].items()}
YES = "有"
OF_THE_REGISTER = {
    "child", "elderly", "elderly_alone", "elderly_only", "grandparents_with_grandchild", "single_parent",
    "lives_elsewhere",
}  # fmt: skip
"""Facts whose evidence is the member's own register record, which a case need not tell."""


def tables_of(folder: str) -> dict[str, list[dict[str, str]]]:
    return {path.stem: table(path) for path in sorted((GOLDEN / folder).rglob("*.csv"))}


INDICATORS, FACTS = tables_of("indicators"), tables_of("facts")


def setting(row: dict[str, str]) -> Setting:
    day = row.get("截止日") or str(AS_OF)
    return datetime.date.fromisoformat(day), tuple(filter(None, row.get("未送达", "").split("、")))


# ---- indicators: one row is one household


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[Cell, dict[str, Any]]:
    """(indicator, row) -> the row of scored.household_indicator."""
    by_setting: dict[Setting, list[tuple[Cell, dict[str, str]]]] = defaultdict(list)
    for code, rows in INDICATORS.items():
        for number, row in enumerate(rows):
            by_setting[setting(row)].append(((code, number), row))
    found: dict[Cell, dict[str, Any]] = {}
    for (day, absent), cases in by_setting.items():
        world = World(tmp_path_factory.mktemp("judged"), as_of=day)
        settle_households(world, {f"{code}-{number}-": row for (code, number), row in cases}, day)
        deliver_nothing_from(world, absent)
        scoring.members(world.ws)
        scoring.sizes(world.ws)
        rules = scoring.indicator_rules(world.ws)
        world.ws.make(HouseholdIndicator, *(rules[code] for code in sorted({code for (code, _), _ in cases})))
        rows = {(row["household_id"], row["indicator_code"]): row for row in world.rows("scored.household_indicator")}
        found |= {cell: rows[f"{cell[0]}-{cell[1]}-", cell[0]] for cell, _ in cases}
    return found


def settle_households(world: World, cases: dict[str, dict[str, str]], day: datetime.date) -> None:
    people, stated, incomes, months = [], [], [], []
    for subject, row in cases.items():
        members = [Member.read(text) for text in row["成员"].split()]
        people += [
            {"person_id": subject + m.name, "household_id": subject, "role": m.role, "birth_date": born(day, m.age),
             "sex_code": m.sex, "is_identified": m.is_identified, "is_deceased": f"{m.name} 已故" in row["事实"]}
            for m in members
        ]  # fmt: skip
        stated += [fact(world, text, subject) for text in filter(None, row["事实"].split(";"))]
        stated += [fact(world, f"{m.name} 未成年人", subject) for m in members if m.age is not None and m.age < 18]
        if row["收入"]:
            amount = value_of("money", row["收入"].lstrip("≥"))
            incomes.append({"household_id": subject, "income_fen": amount, "evidence": [f"收入#{subject}"],
                            "is_complete": not row["收入"].startswith("≥")})  # fmt: skip
        for text in filter(None, row.get("月收入", "").split(";")):
            month, amount = text.split("=")
            fen = value_of("money", amount)
            months.append(
                {"person_id": subject + members[0].name, "month": month, "category": "income_wage",
                 "extract": "税务_扣缴明细", "received_fen": fen, "counted_fen": fen, "basis": "monthly"}
            )  # fmt: skip
    settle_everyone(world, people, {subject: {"basis": "application"} for subject in cases})
    world.put("verified.fact", stated)
    world.put("verified.household_income", incomes)
    world.put("verified.income_month", months)


@pytest.mark.parametrize(("code", "number"), [(code, n) for code, rows in INDICATORS.items() for n in range(len(rows))])
def test_indicator(code: str, number: int, judged: dict[Cell, dict[str, Any]]) -> None:
    row, found = INDICATORS[code][number], judged[code, number]
    expected = {"state": STATES[row["状态"]], "points": int(row["得分"]), "points_high": int(row["上限"])}
    assert {name: found[name] for name in expected} == expected, row["情形"]
    if row["数值"]:
        assert f"{found['value']:.4g}" == f"{float(row['数值']):.4g}", row["情形"]
    if row["说明"]:
        assert found["sentence"] == row["说明"], row["情形"]
    assert found["state"] in ("no", "unknown") or found["evidence"], row["情形"]


# ---- facts: one row is one delivered record of one person, beside what must be found


@pytest.fixture(scope="session")
def stated(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], set[tuple[Any, ...]]]:
    """(fact, subject) -> (value, from, to, known) of each of its rows."""
    by_setting: dict[Setting, list[tuple[str, dict[str, str]]]] = defaultdict(list)
    for code, rows in FACTS.items():
        for row in rows:
            by_setting[setting(row)].append((code, row))
    found: dict[tuple[str, str], set[tuple[Any, ...]]] = defaultdict(set)
    for (day, absent), cases in by_setting.items():
        world = World(tmp_path_factory.mktemp("stated"), as_of=day)
        settle_records(world, cases)
        deliver_nothing_from(world, absent)
        facts(world.ws)
        for row in world.rows("verified.fact"):
            subject = row["person_id"] or row["household_id"]
            found[row["fact_code"], subject].add((row["value"], row["valid_from"], row["valid_to"], row["is_known"]))
            assert row["evidence"] or row["fact_code"] in OF_THE_REGISTER
    return found


def doors(told: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of linked.door of the addresses of a case."""
    read = addresses.encode(pl.Series(sorted(set(told)), dtype=pl.String))
    return read.filter(pl.col("door").is_not_null()).select("address", "district", "door").to_dicts()


def subject_of(code: str, row: dict[str, str], about: str) -> str:
    case = f"{code}/{row['情形']}/"
    return case + (row.get("户", "") + "户" if about == "household" else row["人"])


def settle_records(world: World, cases: list[tuple[str, dict[str, str]]]) -> None:
    people: dict[str, dict[str, Any]] = {}
    households: dict[str, dict[str, Any]] = {}
    by_extract: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code, row in cases:
        case = f"{code}/{row['情形']}/"
        person_id, household_id = case + row["人"], f"{case}{row.get('户', '')}户"
        lives_nowhere = row.get("户") == "无"
        if not lives_nowhere:
            households.setdefault(household_id, {"basis": BASES[row.get("户别", "")]})
        people.setdefault(
            person_id,
            {"person_id": person_id, "household_id": None if lives_nowhere else household_id,
             "role": ROLES[row.get("角色") or "其他"],
             "birth_date": value_of("date", row.get("出生", "1970-01-01")), "sex_code": SEXES[row.get("性别", "男")],
             "is_deceased": row.get("在世") == "否", "deceased_date": value_of("date", row.get("死亡日期", "")),
             "register_household_number": row.get("户号") or None, "address": row.get("住址") or None,
             "street_code": row.get("居住街道") or "未定街道",
             "register_street_code": row.get("户籍街道") or "未定街道"},
        )  # fmt: skip
        if row.get("来源"):
            contract = world.ws.catalogue[row["来源"]]
            cells = {name: text for name, text in row.items() if text}
            named = {"person": person_id, "tier": row.get("链接") or "L1"} if contract.names_a_person else {}
            by_extract[row["来源"]].append({**typed(contract, cells, case), **named})
    settle_everyone(world, people.values(), households)
    for extract, rows in by_extract.items():
        world.deliver(extract, rows)
    told = [row.get("address") for row in people.values()]
    told += [row.get("property_address") for rows in by_extract.values() for row in rows]
    world.put("linked.door", doors(text for text in told if text))


@cache
def about(code: str) -> str:
    return Rulebook().facts[code].about


@pytest.mark.parametrize(
    ("code", "case"), sorted({(code, row["情形"]) for code, rows in FACTS.items() for row in rows})
)
def test_fact(code: str, case: str, stated: dict[tuple[str, str], set[tuple[Any, ...]]]) -> None:
    rows = [row for row in FACTS[code] if row["情形"] == case]
    expected: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for row in rows:
        expected[subject_of(code, row, about(code))] |= (
            {(row["取值"] or None, value_of("date", row["自"]), value_of("date", row["至"]), row["事实"] == YES)}
            if row["事实"]
            else set()
        )
    assert {subject: stated.get((code, subject), set()) for subject in expected} == dict(expected)


def test_every_fact_has_its_golden_table() -> None:
    assert set(FACTS) == set(Rulebook().facts)


def test_golden_tables_speak_of_known_extracts() -> None:
    named = {row["来源"] for rows in FACTS.values() for row in rows if row.get("来源")}
    absent = {name for rows in [*FACTS.values(), *INDICATORS.values()] for row in rows for name in setting(row)[1]}
    assert named | absent <= set(extracts())
