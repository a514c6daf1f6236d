"""What must hold of every amount: another city's folder to the fen, monotony within a band, order of no matter."""

from __future__ import annotations

import csv
import datetime
import itertools
import random
from pathlib import Path
from typing import Any

import pytest

from tests.benefit_case import amounts, fen, household, member
from tests.families import family, settle

GOLDEN = Path(__file__).parent / "golden" / "benefits"
DAY = datetime.date(2018, 12, 31)
Row = dict[str, Any]


def table(place: str) -> list[Row]:
    with (GOLDEN / f"{place}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


CITIES = sorted(path.stem for path in GOLDEN.glob("*.csv") if (GOLDEN / path.stem).is_dir())
ELSEWHERE = [(place, n, row) for place in CITIES for n, row in enumerate(table(place))]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], int | None]:
    found = {}
    for place in CITIES:
        told = list(enumerate(table(place)))
        cases = [household(str(n), datetime.date.fromisoformat(r["截止日"]), r["家庭"]) for n, r in told]
        members = [member(str(n), text) for n, r in told for text in r["成员"].split()]
        rows = amounts(tmp_path_factory.mktemp(place), cases, members, GOLDEN / place)
        found |= {(place, row["case_id"], row["programme_code"]): row["amount_fen"] for row in rows}
    return found


@pytest.mark.parametrize(("place", "number", "row"), ELSEWHERE, ids=[row["情形"] for _, _, row in ELSEWHERE])
def test_another_city_is_a_folder(
    place: str, number: int, row: Row, elsewhere: dict[tuple[str, str, str], int | None]
) -> None:
    expected = None if row["金额"] == "未知" else fen(row["金额"])
    assert elsewhere[place, str(number), row["项目"]] == expected


def test_another_city_reaches_the_report_and_its_trace(tmp_path: Path) -> None:
    """A wage of 7,200 a year: 600 a month, less 150 of employment cost and 180 disregarded, leaves 270 of 800."""
    case = family("低保三口之家补差")
    alone = {**case["person"][0], "income": "600", "tax": [{"kind": "工资薪金所得", "year": 2018, "amount": "7200"}]}
    declared = {**case["declared"], "members": 1, "income": "600"}
    world = settle(tmp_path, {**case, "person": [alone], "declared": declared}, GOLDEN / "linjiang")
    (report,) = world.rows("verified.report")
    assert (report["countable_income_fen"], report["benefit_fen"]) == (27000, 53000)
    assert "supplement_stacking=all(documented)" in report["parameters_used"]
    lines = [row for row in world.rows("verified.benefit_trace") if row["case_id"] == report["report_id"]]
    assert [row["running_fen"] for row in sorted(lines, key=lambda row: row["step_number"])] == [
        80000, 20000, 35000, 53000,
    ]  # fmt: skip


def test_a_report_over_a_limit_says_so_in_its_trace(tmp_path: Path) -> None:
    case = family("低保三口之家补差")
    rich = {**case["person"][0], "accounts": [{"number": "一", "balance": "90000.01"}]}
    world = settle(tmp_path, {**case, "person": [rich, *case["person"][1:]]})
    (report,) = world.rows("verified.report")
    limits = {row["limit_name"]: row for row in world.rows("verified.report_limit")}
    exceeded = sorted(name for name, row in limits.items() if row["is_exceeded"])
    assert exceeded == report["limits_exceeded"] == ["dibao.monetary_asset_limit"]
    assert limits["dibao.monetary_asset_limit"]["limit_value"] == 3 * 3_000_000
    lines = sorted(world.rows("verified.benefit_trace"), key=lambda row: row["step_number"])
    assert [row["running_fen"] for row in lines] == [321000, 131600, 0]
    assert report["benefit_fen"] == 0 and lines[-1]["operand"] == "dibao.monetary_asset_limit"


FLAGS = ("is_severely_disabled", "is_seriously_ill", "is_disabled", "is_tekun", "is_jobless")


def families(dice: random.Random, count: int) -> list[list[Row]]:
    """Random households: one to five members of all ages, flags and incomes."""
    return [
        [
            {"person_id": f"{house}/{place}", "age": dice.randrange(95), "new_wage_parts": None,
             "wage_parts": dice.choice((0, 0, 150000, 250000)), "other_parts": dice.choice((0, 0, 20000, 90000))}
            | {flag: dice.random() < 0.2 for flag in FLAGS}
            for place in range(dice.randint(1, 5))
        ]
        for house in range(count)
    ]  # fmt: skip


def valued(folder: Path, told: dict[str, list[Row]]) -> dict[tuple[str, str], int | None]:
    cases = [household(key, DAY, "年支出12000") for key in told]
    members = [row | {"case_id": key} for key, rows in told.items() for row in rows]
    return {(r["case_id"], r["programme_code"]): r["amount_fen"] for r in amounts(folder, cases, members)}


STANDARD, MINIMUM_WAGE, DISREGARD = 107000, 242000, 87000


def band(rows: list[Row]) -> tuple[int, ...]:
    """Which lines the household is below, and who reaches the minimum wage: the declared cliffs, computed by hand."""
    reached = [row["wage_parts"] >= MINIMUM_WAGE for row in rows]
    counted = sum(row["wage_parts"] + row["other_parts"] for row in rows) - DISREGARD * sum(reached)
    lines = (STANDARD * len(rows), 2 * STANDARD * len(rows))
    return (*(int(counted < line) for line in lines), *map(int, reached))


@pytest.mark.parametrize("kind", ["wage_parts", "other_parts"])
def test_more_income_never_raises_an_amount_within_a_band(kind: str, tmp_path: Path) -> None:
    """Cliffs are declared: the dibao line, the marginal line and the minimum wage; between them amounts only fall."""
    told: dict[str, list[Row]] = {}
    raises = (0, 1, 100, 9999, 30000, 80000, 150000, 300000)
    houses = families(random.Random(5), 60)
    for house, rows in enumerate(houses):
        for more in raises:
            first = rows[0] | {kind: rows[0][kind] + more}
            told[f"{house}+{more}"] = [first, *rows[1:]]
    found = valued(tmp_path, told)
    programmes = {programme for _, programme in found}
    compared = 0
    for house in range(len(houses)):
        for less, more in itertools.pairwise(raises):
            if band(told[f"{house}+{less}"]) != band(told[f"{house}+{more}"]):
                continue
            for programme in programmes:
                before, after = found[f"{house}+{less}", programme], found[f"{house}+{more}", programme]
                if before is not None and after is not None:
                    compared += 1
                    assert after <= before, (programme, house, less, more)
    assert compared > 1000


def test_order_and_names_change_nothing(tmp_path: Path) -> None:
    dice = random.Random(6)
    told = {str(house): rows for house, rows in enumerate(families(dice, 40))}
    renamed = {key: [row | {"person_id": f"另{place}"} for place, row in enumerate(reversed(rows))]
               for key, rows in reversed(told.items())}  # fmt: skip
    assert valued(tmp_path / "a", told) == valued(tmp_path / "b", renamed)


def test_nothing_is_negative_and_unknown_is_not_zero(tmp_path: Path) -> None:
    found = valued(tmp_path, {str(house): rows for house, rows in enumerate(families(random.Random(7), 40))})
    assert all(amount is None or amount >= 0 for amount in found.values())
    told = {"x": [{"person_id": "x", "age": 30, "wage_parts": 0, "other_parts": 0, "new_wage_parts": None}
                  | dict.fromkeys(FLAGS, True)]}  # fmt: skip
    assert valued(tmp_path / "y", told)["x", "severe_disability_care_allowance"] is None


def test_the_scale_of_the_parts_changes_nothing(tmp_path: Path) -> None:
    """A monthly income told in fen, or as the sum of twelve months in twelfths of a fen, is worth the same."""
    rows = {str(house): family for house, family in enumerate(families(random.Random(8), 30))}
    cases = [household(key, DAY, "年支出12000") for key in rows]
    plain = [row | {"case_id": key} for key, family in rows.items() for row in family]
    twelve = [row | {kind: row[kind] * 12 for kind in ("wage_parts", "other_parts")} for row in plain]
    by_fen = amounts(tmp_path / "a", cases, plain)
    by_parts = amounts(tmp_path / "b", [case | {"parts_per_fen": 12} for case in cases], twelve)
    key = ("case_id", "programme_code", "amount_fen")
    assert {tuple(r[k] for k in key) for r in by_fen} == {tuple(r[k] for k in key) for r in by_parts}


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], list[Row]]:
    """The trace of every example of every city, line by line."""
    lines: dict[tuple[str, str, str], list[Row]] = {}
    for place in CITIES:
        told = list(enumerate(table(place)))
        cases = [household(str(n), datetime.date.fromisoformat(r["截止日"]), r["家庭"]) for n, r in told]
        members = [member(str(n), text) for n, r in told for text in r["成员"].split()]
        for row in amounts(tmp_path_factory.mktemp(place), cases, members, GOLDEN / place, "trace"):
            lines.setdefault((place, row["case_id"], row["programme_code"]), []).append(row)
    return {key: sorted(rows, key=lambda row: row["step_number"]) for key, rows in lines.items()}


def test_every_city_s_traces_add_up_to_its_amounts(
    followed: dict[tuple[str, str, str], list[Row]], elsewhere: dict[tuple[str, str, str], int | None]
) -> None:
    assert {key: rows[-1]["running_fen"] for key, rows in followed.items()} == elsewhere
    for rows in followed.values():
        for before, line in itertools.pairwise([{"running_fen": 0}, *rows]):
            if before["running_fen"] is not None and line["running_fen"] is not None:
                assert before["running_fen"] + line["amount_fen"] == line["running_fen"]


def test_a_clerk_can_follow_what_another_city_counts(followed: dict[tuple[str, str, str], list[Row]]) -> None:
    for (place, name), rows in itertools.groupby(table("city_traces"), key=lambda row: (row["城市"], row["情形"])):
        (number,) = [n for n, row in enumerate(table(place)) if row["情形"] == name]
        told = list(rows)
        lines = followed[place, str(number), told[0]["项目"]]
        got = [(line["label"], line["operand"] or "", line["amount_fen"], line["running_fen"]) for line in lines]
        assert got == [(r["步骤"], r["操作数"], fen(r["金额"]), fen(r["累计"])) for r in told], name
