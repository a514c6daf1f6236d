"""Which benefits may be had together: the matrix as officials read it, and that alerts read the same one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.verified import reports
from rules.files import RulebookError
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.verified_amounts import AidOverlap
from tests.told import GOLDEN, table
from tests.world import World

CASES = table(GOLDEN / "benefits" / "overlaps.csv")
WORDS = {entry.label: code for code, entry in code_lists()["aid_relation"].items()}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n]["情形"])
def test_overlap(number: int, tmp_path: Path) -> None:
    row, world = CASES[number], World(tmp_path)
    paid = [text.split(":") for text in row["发放"].split()]
    world.deliver(
        "民政_救助发放",
        [{"person": "甲", "programme": programme, "month": month, "amount_fen": 100} for programme, month in paid],
    )
    reports.make(world.ws, AidOverlap)
    found = world.rows("verified.aid_overlap")
    if not row["关系"]:
        assert found == []
        return
    (overlap,) = found
    assert (overlap["aid_relation"], overlap["month_count"]) == (WORDS[row["关系"]], int(row["月数"]))
    assert row["说明"] in overlap["sentence"] and len(overlap["evidence"]) == len(paid)


def test_the_alerts_read_the_matrix() -> None:
    """No alert holds a pair of its own, and both that look for overlaps read reference.compatibility."""
    book = Rulebook()
    for name in ("incompatible_benefits", "paid_twice"):
        assert "reference.compatibility" in book.files.text(f"alerts/{name}.sql")
        assert "pairs" not in book.files.toml(f"alerts/{name}.toml")
    assert book.compatibility["dibao+disability_living_subsidy"].relation == "compatible"
    assert book.compatibility["tekun+dibao"].relation == "exclusive"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('["dibao+nothing"]\none = "dibao"\nother = "nothing"', "没有项目 nothing"),
        ('["a+b"]\none = "dibao"\nother = "tekun"', "段名要写成 one\\+other"),
        ('["dibao+tekun"]\none = "dibao"\nother = "tekun"', "写了两遍"),
        ('["dibao+dibao"]\none = "dibao"\nother = "dibao"', "repeatable 用于一个项目与它自己"),
    ],
)
def test_a_wrong_pair_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "rules" / "compatibility.toml"
    path.parent.mkdir(parents=True)
    text += '\nrelation = "exclusive"\nbasis = "虚构"\nstatus = "documented"\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=reason):
        _ = Rulebook(tmp_path).compatibility
