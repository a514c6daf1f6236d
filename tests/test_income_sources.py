"""Where one income ends and another begins: employers told apart, or not, between receipts and annual totals."""

from __future__ import annotations

import pytest

from tests.street import Row, Street
from tests.test_verification_items import TOTAL, alone_case, wage

PENSION = 80_000


def total(employer: str | None, fen: int) -> Row:
    return {**TOTAL, "employer_number": employer, "income_fen": fen}


def unnamed(month: str, fen: int) -> Row:
    return {**wage(month, fen), "employer_number": None}


MONTHS = [wage(f"2017-{month:02d}", 120_000) for month in range(1, 13)]
OWN = total("单位一", 1_440_000)
EMPLOYERS: dict[str, tuple[list[Row], list[Row], int, list[str]]] = {
    "another beside": (MONTHS, [OWN, total("单位二", 600_000)], 170_000, ["None", "monthly_receipts_win"]),
    "total of nobody": (MONTHS, [OWN, total(None, 600_000)], 120_000, ["monthly_receipts_win"] * 2),
    "receipts of nobody": (
        [*MONTHS, unnamed("2017-11", 60_000)], [OWN, total("单位二", 60_000)], 125_000, ["monthly_receipts_win"] * 2,
    ),
    "a bonus in other words": (
        [*MONTHS, {**wage("2017-12", 60_000), "income_kind": "全年一次性奖金收入"}],
        [total("单位一", 1_500_000)], 125_000, ["monthly_receipts_win"],
    ),
    "kind not told": (
        [{**row, "income_kind": None} for row in MONTHS], [OWN], 120_000, ["monthly_receipts_win"],
    ),
    "interest is no wage": (
        [{**wage("2017-06", 60_000), "income_kind": "利息股息红利所得"}], [OWN], 125_000, ["None"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def employed(tmp_path_factory: pytest.TempPathFactory) -> Street:
    told = {
        name: {"税务_扣缴明细": rows, "税务_个人所得": totals} for name, (rows, totals, _, _) in EMPLOYERS.items()
    }
    return Street(tmp_path_factory.mktemp("employed"), told, alone_case())


@pytest.mark.parametrize("name", EMPLOYERS)
def test_receipts_win_only_over_the_total_of_the_same_employer(employed: Street, name: str) -> None:
    _, _, monthly, reasons = EMPLOYERS[name]
    assert employed.report(name)["verified_income_fen"] == PENSION + monthly
    assert employed.reasons(name, "税务_个人所得") == reasons


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Street:
    """Three families; the two sources number one employer alike for one of them only."""
    unclear: dict[str, list[Row]] = {"税务_扣缴明细": MONTHS, "税务_个人所得": [total("单位二", 600_000)]}
    beside = {"税务_扣缴明细": MONTHS, "税务_个人所得": [OWN, total("单位二", 600_000)]}
    told = {"another unclear": unclear, "again unclear": unclear, "another beside": beside}
    return Street(tmp_path_factory.mktemp("strangers"), told, alone_case())


@pytest.mark.parametrize(("name", "is_short"), [("another beside", False), ("another unclear", True)])
def test_an_employer_nobody_can_match_proves_no_complete_income(strangers: Street, name: str, is_short: bool) -> None:
    report = strangers.report(name)
    rows = [r for r in strangers.world.rows("verified.report_person") if r["report_id"] == report["report_id"]]
    assert [r["is_short"] for r in rows] == [is_short]
    assert report["verified_income_fen"] == PENSION + (120_000 if is_short else 170_000)
    assert ("payer_unclear" in strangers.reasons(name, "税务_个人所得")) == is_short


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Street:
    """Most families' two sources write one number for one employer; those of two families name two."""
    told = {f"单位相同{place}": {"税务_扣缴明细": MONTHS, "税务_个人所得": [OWN]} for place in "一二"}
    told["两处"] = {"税务_扣缴明细": MONTHS, "税务_个人所得": [total("单位二", 600_000)]}
    told["同数"] = {"税务_扣缴明细": MONTHS, "税务_个人所得": [total("单位三", 1_440_000)]}
    told["无名"] = {"税务_扣缴明细": MONTHS, "税务_个人所得": [total(None, 600_000)]}
    return Street(tmp_path_factory.mktemp("town"), told, alone_case())


@pytest.mark.parametrize(
    ("name", "monthly", "reason"),
    [("两处", 170_000, "None"), ("同数", 120_000, "monthly_receipts_win"), ("无名", 120_000, "monthly_receipts_win")],
)
def test_where_the_town_writes_one_number_for_an_employer_another_number_is_another_job(
    town: Street, name: str, monthly: int, reason: str
) -> None:
    """Two of four people match nowhere: half do. The same sum to the fen is the same job."""
    assert town.report(name)["verified_income_fen"] == PENSION + monthly
    assert town.reasons(name, "税务_个人所得") == [reason]
