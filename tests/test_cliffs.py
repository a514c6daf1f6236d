"""Cliffs as an official reads them: what a family loses by one yuan more, where it gains, who is near a line."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.verified.cliffs import cliffs, value
from pipelines.release.cliff_figure import cliff_figure
from tests.told import GOLDEN, table
from tests.world import World

ROWS = table(GOLDEN / "benefits" / "cliffs.csv")
AGES = {"成年": 40, "未成年": 10, "老年": 70}


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


@contextmanager
def valued(folder: Path, day: datetime.date, classes: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """`benefit_cliff` for households of these classes on a day."""
    members = [
        {"household_id": name, "person_id": f"{name}{place}", "age": AGES[word], "is_severe": False, "is_ill": False,
         "is_disabled": False, "facts": [""], "member_class": word, "place": place}
        for name in classes
        for place, word in enumerate(name.split("(")[0].split("、"), 1)
    ]  # fmt: skip
    households = [
        {"household_id": name, "member_count": len(name.split("、")), "class_code": name, "is_rural": "农村" in name,
         "earner_count": int(name[name.index("(") + 1]) if "(" in name else 1}
        for name in classes
    ]  # fmt: skip
    ws = World(folder, day).ws
    with ws.session() as con:
        con.from_arrow(pl.DataFrame(members).to_arrow()).create("class_member")
        con.from_arrow(pl.DataFrame(households).to_arrow()).create("household_class")
        value(ws, con)
        yield con


@pytest.mark.parametrize("day", sorted({row["截止日"] for row in ROWS}))
def test_every_line_of_the_golden_table(tmp_path: Path, day: str) -> None:
    rows = [row for row in ROWS if row["截止日"] == day]
    with valued(tmp_path, datetime.date.fromisoformat(day), sorted({row["家庭"] for row in rows})) as con:
        found = {
            (code, income): (cash, kind)
            for code, income, cash, kind in con.sql(
                "select class_code, income_fen, cash_fen, cliff_kind from benefit_cliff"
            ).fetchall()
        }
    for row in rows:
        before, _ = found[row["家庭"], fen(row["线前收入"])]
        at_line, kind = found[row["家庭"], fen(row["线上收入"])]
        told = [fen(row[name]) for name in ("线前现金", "线上现金", "现金增减")]
        assert [before, at_line, at_line - before] == told, row["情形"]
        assert kind == row["种类"], row["情形"]


def test_the_grid_is_fifty_yuan_up_to_three_times_the_standard_and_the_rate_is_per_yuan(tmp_path: Path) -> None:
    with valued(tmp_path, datetime.date(2017, 12, 31), ["成年"]) as con:
        rows = con.sql(
            "select income_fen, marginal_rate, change_fen, lines_met from benefit_cliff order by 1"
        ).fetchall()
    incomes = [income for income, *_ in rows]
    assert incomes[0] == 0 and max(incomes) == 290_000
    assert set(range(0, 291_000, 5_000)) <= set(incomes)
    rates = {income: rate for income, rate, *_ in rows}
    assert rates[0] is None and rates[5_000] == 1.0 and rates[150_000] == 0.0
    assert {income: met for income, _, _, met in rows if met} == {
        97_000: ["dibao"], 194_000: ["dibao_marginal"], 230_000: ["minimum_wage"]
    }  # fmt: skip


def test_a_grid_valued_in_parts_is_the_same_grid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for points in (70, 1_000_000):
        monkeypatch.setattr("assets.verified.cliffs.POINTS", points)
        with valued(tmp_path / str(points), datetime.date(2017, 12, 31), ["成年", "成年、未成年", "老年"]) as con:
            found.append(con.sql("from benefit_cliff order by class_code, income_fen").fetchall())
    assert found[0] == found[1] and {row[0] for row in found[0]} == {"成年", "成年、未成年", "老年"}


def test_a_household_is_near_a_line_within_a_tenth_and_only_where_its_income_is_known(tmp_path: Path) -> None:
    world = World(tmp_path)
    born = datetime.date(1977, 1, 1)
    incomes = {"H1": 97_000, "H2": 87_301, "H3": 87_300, "H4": 106_699, "H5": 106_700, "H6": 97_000, "H7": 0}
    world.people([{"person_id": f"P{name}", "birth_date": born, "sex_code": "1"} for name in incomes])
    world.put(
        "linked.household_member",
        [{"household_id": name, "person_id": f"P{name}", "role": "head"} for name in incomes],
    )
    world.put(
        "verified.household_income",
        [
            {"household_id": name, "income_fen": income, "is_complete": name != "H6", "evidence": []}
            for name, income in incomes.items()
        ],
    )
    cliffs(world.ws)
    rows = {row["household_id"]: row for row in world.rows("verified.household_cliff")}
    near = {name: row["near_lines"] for name, row in rows.items()}
    assert near == {"H1": ["dibao"], "H2": ["dibao"], "H3": [], "H4": ["dibao"], "H5": [], "H6": [], "H7": []}
    assert {row["class_code"] for row in rows.values()} == {"成年"}
    shown = world.rows("verified.benefit_cliff")
    assert {row["household_count"] for row in shown} == {7} and len(shown) == len({row["income_fen"] for row in shown})
    at_line = next(row["change_fen"] for row in shown if row["lines_met"] == ["dibao"])
    assert {row["change_at_dibao_fen"] for row in rows.values()} == {at_line}


def test_a_household_with_two_wages_is_a_class_of_its_own(tmp_path: Path) -> None:
    world = World(tmp_path)
    homes = {"双": ("甲", "乙"), "单": ("丙", "丁")}
    people = [person for home in homes.values() for person in home]
    world.people([{"person_id": name, "birth_date": datetime.date(1977, 1, 1), "sex_code": "1"} for name in people])
    world.put("linked.household_member", [{"household_id": home, "person_id": name, "role": "head"}
                                          for home, members in homes.items() for name in members])  # fmt: skip
    world.put(
        "verified.income_month",
        [{"person_id": name, "month": "2017-11", "category": "income_wage", "extract": "税务_扣缴明细",
          "received_fen": 100, "counted_fen": 100, "basis": "monthly"} for name in ("甲", "乙", "丙")],
    )  # fmt: skip
    cliffs(world.ws)
    classes = {row["household_id"]: row["class_code"] for row in world.rows("verified.household_cliff")}
    assert classes == {"双": "成年、成年(2份工资)", "单": "成年、成年"}


def test_the_figure_shows_no_small_count() -> None:
    rows = [
        {"tenth": tenth, "households": 4 if tenth == 3 else 40 * (tenth == 9), "near": 40 * (tenth == 9),
         "value_ratio": 1.0 - tenth / 30, "marginal_ratio": 2.0}
        for tenth in range(30)
    ]  # fmt: skip
    figure = cliff_figure(pl.DataFrame(rows), 5)
    assert figure.count("<rect") == 1 and "低保线" in figure and "边缘线" in figure
    assert cliff_figure(pl.DataFrame(rows).with_columns(households=pl.lit(0)), 5) == ""


def test_age_bands_and_facts_that_raise_the_benefit_are_classes_of_their_own(tmp_path: Path) -> None:
    """In 禾阳 (golden/benefits/heyang) a member of 70 or 80 and a fatherless child are paid more than others."""
    world = World(tmp_path, bureau=Path(__file__).parent / "golden" / "benefits" / "heyang")
    born = {"七十": 1947, "六十九": 1948, "八十": 1937, "孩": 2008, "另一个孩": 2008}
    world.people(
        [{"person_id": name, "birth_date": datetime.date(year, 1, 1), "sex_code": "1"} for name, year in born.items()]
    )
    world.put(
        "linked.household_member", [{"household_id": name, "person_id": name, "role": "head"} for name in born]
    )
    world.put(
        "verified.fact",
        [{"fact_code": "single_parent", "household_id": "孩", "is_known": True, "evidence": []}],
    )
    cliffs(world.ws)
    classes = {row["household_id"]: row["class_code"] for row in world.rows("verified.household_cliff")}
    assert classes == {
        "七十": "老年70岁以上", "六十九": "老年", "八十": "老年80岁以上", "孩": "未成年(单亲家庭的未成年人)",
        "另一个孩": "未成年",
    }  # fmt: skip
    cash = {row["class_code"]: row["cash_fen"] for row in world.rows("verified.benefit_cliff") if not row["income_fen"]}
    assert cash == {"老年70岁以上": 120000, "老年": 110000, "老年80岁以上": 120000,
                    "未成年(单亲家庭的未成年人)": 120000, "未成年": 110000}  # fmt: skip
