"""A city's guide, worked through: the families of golden/benefits/guide.csv delivered as departments deliver, run with
the bureau's folder golden/benefits/qingshan, and what each is worth."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.cli import main
from schemas.codes import code_lists
from tests.guide import DAY, Guide
from tests.told import GOLDEN, table

FAMILIES = table(GOLDEN / "benefits" / "guide.csv")
BUREAU = GOLDEN / "benefits" / "qingshan"
Found = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("guide")
    guide = Guide(FAMILIES)
    guide.deliver(folder / "inbox")
    assert main(["rules", "check", "--bureau", str(BUREAU)]) == 0
    out = folder / "out"
    assert main(["run", "--inbox", str(folder / "inbox"), "--as-of", str(DAY), "--out", str(out),
                 "--bureau", str(BUREAU)]) == 0  # fmt: skip
    stage = out / "state" / "stages" / str(DAY) / "verified"
    reports = pl.read_parquet(stage / "report.parquet")
    amounts = pl.read_parquet(stage / "benefit.parquet").select("case_id", "programme_code", "amount_fen")
    joined = reports.join(
        amounts, left_on=["report_id", "programme_code"], right_on=["case_id", "programme_code"], how="left"
    )
    return {row["application_number"]: row for row in joined.to_dicts()}


@pytest.mark.parametrize("place", range(len(FAMILIES)), ids=lambda place: FAMILIES[place]["家庭"])
def test_a_family_of_the_guide(place: int, found: Found) -> None:
    told, row = FAMILIES[place], found[f"QS2018{place:04d}"]
    conclusion = code_lists()["conclusion"][str(row["conclusion"])].label
    paid = row["benefit_fen"] if told["项目"] == "最低生活保障" else row["amount_fen"]
    assert (conclusion, f"{int(str(paid)) / 100:.2f}") == (told["结论"], told["应补"])
