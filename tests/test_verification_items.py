"""Items one by one: what counts, once, at its own rate; replies, objections, declared details, authorisation."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.families import family, settle, verify
from tests.world import World

DAY = datetime.date(2017, 12, 31)
Row = dict[str, Any]


@pytest.fixture
def alone(tmp_path: Path) -> World:
    """One old person who declares 800 yuan a month and 5,000 of deposits; everything delivered, nothing found."""
    case = family("少报存款")
    case["person"][0] = {**case["person"][0], "pension": "800", "accounts": []}
    return settle(tmp_path, case, is_judged=False)


def report(world: World) -> Row:
    verify(world)
    (row,) = world.rows("verified.report")
    return row


def item(world: World, code: str) -> Row:
    return next(r for r in world.rows("verified.report_item") if r["item_code"] == code and r["person_id"] is None)


def reasons(world: World, extract: str) -> list[str | None]:
    return sorted(str(r["reason_not_counted"]) for r in world.rows("verified.evidence") if r["extract"] == extract)


def wage(month: str, fen: int, employer: str = "单位一", **more: Any) -> Row:
    return {
        "person": "甲",
        "income_kind": "工资薪金所得",
        "month": month,
        "income_fen": fen,
        "employer_number": employer,
    } | more


@pytest.mark.parametrize(
    ("rows", "fen"),
    [
        ([wage("2017-11", 120_000), wage("2017-11", 120_000)], 10_000),
        ([wage("2017-11", 120_000), wage("2017-11", 120_000, "单位二")], 20_000),
        ([wage("2017-11", 120_000), wage("2017-11", -120_000)], 0),
        ([wage("2017-11", 120_000), wage("2017-11", -120_000), wage("2017-11", 120_000)], 10_000),
        ([wage("2017-11", 120_000), wage("2017-11", -20_000)], 100_000 // 12 + 0),
        ([wage("2016-12", 120_000)], 0),
        ([wage("2017-01", 120_000), wage("2018-01", 120_000)], 10_000),
    ],
)
def test_receipts_add_up_in_their_months_and_once(alone: World, rows: list[Row], fen: int) -> None:
    """Twice the same row, two employers, taken back, paid again, corrected, before and after the window."""
    alone.deliver("税务_扣缴明细", rows)
    assert report(alone)["verified_income_fen"] == 80_000 + fen


def test_monthly_receipts_win_over_the_annual_total(alone: World) -> None:
    alone.deliver("税务_扣缴明细", [wage("2017-11", 120_000)])
    alone.deliver(
        "税务_个人所得", [{"person": "甲", "income_kind": "工资薪金所得", "year": 2017, "income_fen": 9_000_000}]
    )
    assert report(alone)["verified_income_fen"] == 90_000
    assert reasons(alone, "税务_个人所得") == ["monthly_receipts_win"]


def test_a_rate_is_counted_once_at_its_newest_month(alone: World) -> None:
    alone.deliver("人社_养老待遇", [
        {"person": "甲", "pension_fen": 75_000, "month": "2017-11", "benefit_kind": "城镇职工养老金"},
        {"person": "甲", "pension_fen": 80_000, "month": "2017-12", "benefit_kind": "城镇职工养老金"},
    ])  # fmt: skip
    alone.deliver("人社_企业年金", [{"person": "甲", "annuity_fen": 10_000, "month": "2017-12"}])
    assert report(alone)["verified_income_fen"] == 90_000
    assert reasons(alone, "人社_养老待遇") == ["None", "superseded"]


def test_contributions_are_no_income(alone: World) -> None:
    alone.deliver("人社_参保缴费", [{"person": "甲", "contribution_base_fen": 500_000, "month": "2017-12"}])
    assert report(alone)["verified_income_fen"] == 80_000
    assert reasons(alone, "人社_参保缴费") == ["plausibility_only"]


def test_a_dwelling_under_contract_counts_until_it_is_registered(alone: World) -> None:
    contract = {
        "person": "甲",
        "contract_number": "网一",
        "filed_date": DAY,
        "id_number": "号",
        "property_address": "坐落一",
    }
    alone.deliver("不动产_网签备案", [contract, contract])
    alone.deliver("住建_公房租赁", [{"person": "甲", "property_address": "坐落二"}])
    report(alone)
    assert item(alone, "asset_dwelling")["verified"] == 1 and item(alone, "asset_dwelling")["is_under_declared"]
    assert reasons(alone, "住建_公房租赁") == ["public_tenancy"]
    title = {"person": "甲", "title_number": "证一", "use": "住宅", "id_number": "号", "property_address": "坐落一"}
    alone.deliver("不动产_权利人", [title])
    report(alone)
    assert item(alone, "asset_dwelling")["verified"] == 1


def detail(code: str, value: str) -> Row:
    return {"application_number": "申一", "item_code": code, "declared_value": value, "id_number": "号"}


def test_an_item_without_a_field_is_compared_only_where_it_was_declared(alone: World) -> None:
    alone.deliver(
        "证券_保险现金价值", [{"person": "甲", "policy_number": "保一", "cash_value_fen": 900_000, "as_of_date": DAY}]
    )
    report(alone)
    assert (
        item(alone, "asset_insurance")["declared"] is None and not item(alone, "asset_insurance")["is_under_declared"]
    )
    alone.deliver("民政_申报明细", [detail("asset_insurance", "1000.00")])
    assert report(alone)["under_declared"]
    assert item(alone, "asset_insurance")["difference"] == 800_000
    alone.deliver("民政_申报明细", [detail("asset_insurance", "不详")])
    report(alone)
    assert item(alone, "asset_insurance")["declared"] is None


def test_internet_finance_is_known_only_where_a_product_says_so(alone: World, tmp_path: Path) -> None:
    report(alone)
    assert item(alone, "asset_internet_finance")["verdict"] == "no_data"
    assert item(alone, "asset_internet_finance")["verified"] is None


@pytest.mark.parametrize(("declared", "direction", "flag"), [("900.00", "favourable", "is_under_declared"),
                                                             ("3000.00", "adverse", "is_over_declared")])  # fmt: skip
def test_spending_has_the_other_sign(alone: World, declared: str, direction: str, flag: str) -> None:
    """More than was declared is in the family's favour: they are told. Less is adverse."""
    alone.deliver("民政_申报明细", [detail("spend_medical", declared)])
    alone.deliver("医保_就诊结算", [
        {"person": "甲", "claim_kind": "住院", "settled_date": datetime.date(2017, 5, 1), "self_paid_fen": fen,
         "cost_fen": fen}
        for fen in (120_000, 80_000, -80_000)
    ])  # fmt: skip
    report(alone)
    found = item(alone, "spend_medical")
    assert (found["verified"], found["direction"], found[flag]) == (120_000, direction, True)


def test_a_survey_alone_is_never_adverse(alone: World) -> None:
    alone.deliver("民政_申报明细", [detail("spend_rehabilitation", "9000.00")])
    alone.deliver("社区_入户调查", [{"household_number": "申一", "question_code": "rehabilitation_spending",
                                     "answer": "1200", "surveyed_date": datetime.date(2017, 6, 1)}])  # fmt: skip
    report(alone)
    found = item(alone, "spend_rehabilitation")
    assert (found["verified"], found["proven"]) == (120_000, None)
    assert not found["is_under_declared"]


def asked(line: str, status: str, replied: datetime.date | None = None) -> Row:
    return {"application_number": "申一", "id_number": "号", "line": line, "status": status,
            "query_number": f"问{line}", "asked_date": datetime.date(2017, 1, 11), "replied_date": replied}  # fmt: skip


REPLIED = datetime.date(2017, 1, 16)


@pytest.mark.parametrize(
    ("rows", "state", "verdict", "excluded"),
    [
        ([asked("银行", "无记录", REPLIED)], "empty", "differs", None),
        ([asked("银行", "未回复")], "silent", "not_replied", "missing"),
        ([asked("银行", "超时")], "silent", "not_replied", "missing"),
        ([asked("银行", "无记录", datetime.date(2018, 1, 2))], "silent", "not_replied", "missing"),
        ([], "empty", "differs", None),
    ],
)
def test_an_empty_answer_is_not_silence(
    alone: World, rows: list[Row], state: str, verdict: str, excluded: str | None
) -> None:
    """5,000 declared, nothing found: zero only where the bank has answered (or its register is closed)."""
    identity = alone.rows("linked.identity")
    alone.put("linked.identity", [{**row, "id_number": "号"} for row in identity])
    alone.deliver("核对_查询回执", rows)
    row = report(alone)
    reply = next(r for r in alone.rows("verified.source_reply") if r["line"] == "银行")
    assert (reply["reply_state"], reply["is_asked"]) == (state, bool(rows))
    assert item(alone, "asset_deposit")["verdict"] == verdict and row["excluded_reason"] == excluded
    assert item(alone, "asset_deposit")["verified"] == (None if state == "silent" else 0)
    if rows and rows[0]["replied_date"] == REPLIED:
        assert reply["working_days"] == 3
    if excluded:
        assert "银行(未回复)" in row["sources_missing"] and not row["has_difference"]


def objection(code: str, status: str, value: str | None = None, decided: datetime.date | None = None) -> Row:
    return {"application_number": "申一", "objection_number": "异一", "item_code": code, "status": status,
            "raised_date": datetime.date(2017, 2, 1), "decided_date": decided, "corrected_value": value}  # fmt: skip


DECIDED = datetime.date(2017, 2, 20)


@pytest.mark.parametrize(
    ("row", "conclusion", "verdict", "verified"),
    [
        (objection("asset_deposit", "受理"), "under_review", "under_objection", 600_001),
        (
            objection("asset_deposit", "成立", "5000.00", datetime.date(2018, 1, 3)),
            "under_review",
            "under_objection",
            600_001,
        ),
        (objection("asset_deposit", "成立", "5200.00", DECIDED), "consistent", "agrees", 520_000),
        (objection("asset_deposit", "成立", None, DECIDED), "consistent", "agrees", 500_000),
        (objection("asset_deposit", "不成立", None, DECIDED), "differs_no_effect", "differs", 600_001),
        (objection("asset_vehicle", "受理"), "differs_no_effect", "differs", 600_001),
    ],
)
def test_an_objected_item_waits_and_its_correction_flows_back(
    tmp_path: Path, row: Row, conclusion: str, verdict: str, verified: int
) -> None:
    world = settle(tmp_path, family("少报存款"), is_judged=False)
    world.deliver("核对_异议登记", [row])
    found = report(world)
    assert found["conclusion"] == conclusion
    assert (item(world, "asset_deposit")["verdict"], item(world, "asset_deposit")["verified"]) == (verdict, verified)
    assert "核对_异议登记" in {r["extract"] for r in world.rows("verified.evidence")}
    rates = [r for r in world.rows("verified.programme_rate") if r["area_code"] == "city" and r["is_cumulative"]]
    waiting = {(r["unit"], r["denominator"], r["excluded_objection"]) for r in rates if r["rate_kind"] == "difference"}
    assert ("report", 0, 1) in waiting if conclusion == "under_review" else ("report", 1, 0) in waiting


def test_who_was_found_not_to_live_there_is_not_counted(tmp_path: Path) -> None:
    world = settle(tmp_path, family("漏列同户成员"), is_judged=False)
    before = report(world)
    world.deliver("核对_异议登记", [objection("members", "成立", None, DECIDED)])
    after = report(world)
    assert (before["under_declared"], after["under_declared"]) == (True, False)
    assert after["member_count"] == before["member_count"] - 1


@pytest.mark.parametrize(
    ("follows", "conclusion", "excluded"),
    [
        ("insufficient", "insufficient", "unauthorised"),
        ("ended", "ended", "unauthorised"),
        ("counted", "consistent", None),
    ],
)
@pytest.mark.parametrize("scope", ["税务、不动产、证券保险、公安、市监", None])
def test_what_a_missing_authorisation_means_is_a_parameter(
    tmp_path: Path, scope: str | None, follows: str, conclusion: str, excluded: str | None
) -> None:
    """A partial one (no bank) and none at all; whichever follows, no bank row is read."""
    name = "partial_authorisation_follows" if scope else "no_authorisation_follows"
    office = tmp_path / "office" / "rules" / "parameters" / "verification.toml"
    office.parent.mkdir(parents=True)
    value = f'values = [ {{ from = 2010-04-01, is = "{follows}", basis = "本局规定", status = "proposal" }} ]\n'
    office.write_text(f'[{name}]\nlabel = "无授权"\nunit = "文字"\n{value}', encoding="utf-8")
    world = settle(tmp_path / "out", family("少报存款"), tmp_path / "office", is_judged=False)
    signed = {"application_number": "申一", "person": "甲", "scope": scope, "valid_to_date": DAY,
              "signed_date": datetime.date(2017, 1, 5)}  # fmt: skip
    world.deliver("民政_核对授权书", [signed] if scope else [])
    found = report(world)
    assert (found["conclusion"], found["excluded_reason"]) == (conclusion, excluded)
    assert "银行_账户余额" not in {r["extract"] for r in world.rows("verified.person_evidence")}
    assert item(world, "asset_deposit")["verdict"] == "not_authorised"
