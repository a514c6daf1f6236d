"""Benefit amounts: golden tables to the fen, traces that add up, and what must never happen."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from tests.benefit_case import amounts, fen, household, member

GOLDEN = Path(__file__).parent / "golden" / "benefits"


def table(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


CASES = table("amounts.csv")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], int | None]:
    cases = [household(str(n), datetime.date.fromisoformat(r["截止日"]), r["家庭"]) for n, r in enumerate(CASES)]
    members = [member(str(n), text) for n, r in enumerate(CASES) for text in r["成员"].split()]
    rows = amounts(tmp_path_factory.mktemp("amounts"), cases, members)
    return {(row["case_id"], row["programme_code"]): row["amount_fen"] for row in rows}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n]["情形"])
def test_amount(number: int, found: dict[tuple[str, str], int | None]) -> None:
    row = CASES[number]
    expected = None if row["金额"] == "未知" else fen(row["金额"])
    assert found[str(number), row["项目"]] == expected


def test_nothing_but_what_was_applied_for_and_what_is_asked_for_is_computed(tmp_path: Path) -> None:
    day = datetime.date(2018, 1, 1)
    cases = [household("A", day, "") | {"programme_code": "temporary_aid"}, household("H", day, "")]
    members = [member("A", "母:38"), member("H", "母:38")]
    rows = amounts(tmp_path / "some", cases, members, programmes={"dibao", "temporary_aid"})
    found = {(row["case_id"], row["programme_code"]) for row in rows}
    assert found == {("A", "temporary_aid"), ("H", "dibao"), ("H", "temporary_aid")}
    assert amounts(tmp_path / "none", cases, members, programmes=()) == []


def test_a_trace_adds_up_to_the_amount(tmp_path: Path) -> None:
    """Every line's amount leads from the line before to its running sum; the last running sum is the amount."""
    cases = [household(str(n), datetime.date.fromisoformat(r["截止日"]), r["家庭"]) for n, r in enumerate(CASES)]
    members = [member(str(n), text) for n, r in enumerate(CASES) for text in r["成员"].split()]
    amount = {(r["case_id"], r["programme_code"]): r["amount_fen"] for r in amounts(tmp_path / "a", cases, members)}
    running: dict[tuple[str, str], int | None] = {}
    steps: dict[tuple[str, str], int] = {}
    for line in sorted(
        amounts(tmp_path / "b", cases, members, result="trace"),
        key=lambda row: (row["case_id"], row["programme_code"], row["step_number"]),
    ):
        key = line["case_id"], line["programme_code"]
        assert line["step_number"] == steps.get(key, 0) + 1
        before = running.get(key, 0)
        if line["running_fen"] is not None and before is not None:
            assert before + line["amount_fen"] == line["running_fen"]
        running[key], steps[key] = line["running_fen"], line["step_number"]
    assert running == amount


TRACES = table("traces.csv")


def test_a_clerk_can_follow_the_trace(tmp_path: Path) -> None:
    """The golden traces, line by line."""
    told: dict[str, list[dict[str, str]]] = {}
    for row in TRACES:
        told.setdefault(row["情形"], []).append(row)
    cases, members = [], []
    for name, rows in told.items():
        cases.append(household(name, datetime.date.fromisoformat(rows[0]["截止日"]), rows[0]["家庭"]))
        members += [member(name, text) for text in rows[0]["成员"].split()]
    lines = sorted(
        (row for row in amounts(tmp_path, cases, members, result="trace") if row["programme_code"] == "dibao"),
        key=lambda row: (row["case_id"], row["step_number"]),
    )
    for name, rows in told.items():
        got = [(r["label"], r["amount_fen"], r["running_fen"]) for r in lines if r["case_id"] == name]
        assert got == [(r["步骤"], fen(r["金额"]), fen(r["累计"])) for r in rows], name
