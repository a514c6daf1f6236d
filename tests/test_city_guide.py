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
    pages = {path.stem: path.read_text(encoding="utf-8") for path in out.glob("releases/*/entitled/*/核对证据单/*.txt")}
    stage = out / "state" / "stages" / str(DAY) / "verified"
    reports = pl.read_parquet(stage / "report.parquet")
    amounts = pl.read_parquet(stage / "benefit.parquet").select("case_id", "programme_code", "amount_fen")
    joined = reports.join(
        amounts, left_on=["report_id", "programme_code"], right_on=["case_id", "programme_code"], how="left"
    )
    rows = {str(row["application_number"]): row for row in joined.to_dicts()}
    return {number: {**row, "page": pages[number]} for number, row in rows.items()}


@pytest.mark.parametrize("place", range(len(FAMILIES)), ids=lambda place: FAMILIES[place]["家庭"])
def test_a_family_of_the_guide(place: int, found: Found) -> None:
    told, row = FAMILIES[place], found[f"QS2018{place:04d}"]
    conclusion = code_lists()["conclusion"][str(row["conclusion"])].label
    paid = row["benefit_fen"] if told["项目"] == "最低生活保障" else row["amount_fen"]
    assert (conclusion, f"{int(str(paid)) / 100:.2f}") == (told["结论"], told["应补"])


def test_the_page_says_what_is_counted_by_rule_and_that_it_is_no_difference(found: Found) -> None:
    imputed, support, plain = (str(found[f"QS2018{place:04d}"]["page"]) for place in (1, 6, 2))
    assert "应补差额为每月 0.00 元" in imputed and "查得到的登记数据与申报没有不同" in imputed
    assert "其中按当地规定核算的劳动收入、赡养费每月 2,000.00 元,不是登记所见" in imputed
    assert "劳动收入、赡养费每月 500.00 元" in support and "按当地规定核算" not in plain
    assert "最低工资核算" in imputed and "规程(虚构)第18条" in imputed
