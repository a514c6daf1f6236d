"""Items one by one: what counts, once, at its own rate; replies, objections, declared details, authorisation."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.families import Case, family, settle, verify
from tests.street import Row, Street, Told
from tests.world import World

DAY = datetime.date(2017, 12, 31)


def alone_case() -> Case:
    """One old person who declares 800 yuan a month and 5,000 of deposits; everything delivered, nothing found."""
    case = family("少报存款")
    case["person"][0] = {**case["person"][0], "pension": "800", "accounts": []}
    return case


@pytest.fixture
def alone(tmp_path: Path) -> World:
    return settle(tmp_path, alone_case(), is_judged=False)


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


RECEIPTS: dict[str, tuple[list[Row], int]] = {
    "twice the same row": ([wage("2017-11", 120_000), wage("2017-11", 120_000)], 10_000),
    "two employers": ([wage("2017-11", 120_000), wage("2017-11", 120_000, "单位二")], 20_000),
    "taken back": ([wage("2017-11", 120_000), wage("2017-11", -120_000)], 0),
    "paid again": ([wage("2017-11", 120_000), wage("2017-11", -120_000), wage("2017-11", 120_000)], 10_000),
    "given twice, taken back and replaced": (
        [wage("2017-11", 120_000), wage("2017-11", 120_000), wage("2017-11", -120_000), wage("2017-11", 96_000)],
        8_000,
    ),
    "corrected": ([wage("2017-11", 120_000), wage("2017-11", -20_000)], 100_000 // 12 + 0),
    "before the window": ([wage("2016-12", 120_000)], 0),
    "in the window and after it": ([wage("2017-01", 120_000), wage("2018-01", 120_000)], 10_000),
}
TOTAL = {"person": "甲", "income_kind": "工资薪金所得", "year": 2017, "income_fen": 9_000_000}


@pytest.fixture(scope="module")
def incomes(tmp_path_factory: pytest.TempPathFactory) -> Street:
    told = {name: {"税务_扣缴明细": rows} for name, (rows, _) in RECEIPTS.items()}
    told["totalled"] = {"税务_扣缴明细": [wage("2017-11", 120_000)], "税务_个人所得": [TOTAL]}
    told["insured"] = {"人社_参保缴费": [{"person": "甲", "contribution_base_fen": 500_000, "month": "2017-12"}]}
    return Street(tmp_path_factory.mktemp("incomes"), told, alone_case())


@pytest.mark.parametrize("name", RECEIPTS)
def test_receipts_add_up_in_their_months_and_once(incomes: Street, name: str) -> None:
    assert incomes.report(name)["verified_income_fen"] == 80_000 + RECEIPTS[name][1]


def test_monthly_receipts_win_over_the_annual_total(incomes: Street) -> None:
    assert incomes.report("totalled")["verified_income_fen"] == 90_000
    assert incomes.reasons("totalled", "税务_个人所得") == ["monthly_receipts_win"]


def test_contributions_are_no_income(incomes: Street) -> None:
    assert incomes.report("insured")["verified_income_fen"] == 80_000
    assert incomes.reasons("insured", "人社_参保缴费") == ["plausibility_only"]


def test_a_rate_is_counted_once_at_its_newest_month(alone: World) -> None:
    alone.deliver("人社_养老待遇", [
        {"person": "甲", "pension_fen": 75_000, "month": "2017-11", "benefit_kind": "城镇职工养老金"},
        {"person": "甲", "pension_fen": 80_000, "month": "2017-12", "benefit_kind": "城镇职工养老金"},
    ])  # fmt: skip
    alone.deliver("人社_企业年金", [{"person": "甲", "annuity_fen": 10_000, "month": "2017-12"}])
    assert report(alone)["verified_income_fen"] == 90_000
    assert reasons(alone, "人社_养老待遇") == ["None", "superseded"]


def detail(code: str, value: str) -> Row:
    return {"application_number": "申一", "item_code": code, "declared_value": value, "id_number": "甲号"}


POLICY = {"person": "甲", "policy_number": "保一", "cash_value_fen": 900_000, "as_of_date": DAY}
CLAIMS = [
    {"person": "甲", "claim_kind": "住院", "settled_date": datetime.date(2017, 5, 1), "self_paid_fen": fen,
     "cost_fen": fen}
    for fen in (120_000, 80_000, -80_000)
]  # fmt: skip
ANSWER = {"household_number": "申一", "question_code": "rehabilitation_spending", "answer": "1200",
          "surveyed_date": datetime.date(2017, 6, 1)}  # fmt: skip


@pytest.fixture(scope="module")
def details(tmp_path_factory: pytest.TempPathFactory) -> Street:
    """Families that declare one item more, or do not."""
    told: dict[str, dict[str, list[Row]]] = {
        "undeclared": {"证券_保险现金价值": [POLICY]},
        "declared": {"证券_保险现金价值": [POLICY], "民政_申报明细": [detail("asset_insurance", "1000.00")]},
        "unreadable": {"证券_保险现金价值": [POLICY], "民政_申报明细": [detail("asset_insurance", "不详")]},
        "in words": {"证券_保险现金价值": [POLICY], "民政_申报明细": [detail("asset_insurance", "１,000.00元")]},
        "spends less": {"民政_申报明细": [detail("spend_medical", "900.00")], "医保_就诊结算": CLAIMS},
        "spends more": {"民政_申报明细": [detail("spend_medical", "3000.00")], "医保_就诊结算": CLAIMS},
        "surveyed": {"民政_申报明细": [detail("spend_rehabilitation", "9000.00")], "社区_入户调查": [ANSWER]},
        "just surveyed": {"社区_入户调查": [ANSWER | {"surveyed_date": datetime.date(2017, 1, 1)}]},
        "surveyed too long ago": {"社区_入户调查": [ANSWER | {"surveyed_date": datetime.date(2016, 12, 31)}]},
    }
    return Street(tmp_path_factory.mktemp("details"), told, alone_case())


def test_an_item_without_a_field_is_compared_only_where_it_was_declared(details: Street) -> None:
    found = details.item("undeclared", "asset_insurance")
    assert found["declared"] is None and not found["is_under_declared"]
    assert details.report("declared")["under_declared"]
    assert details.item("declared", "asset_insurance")["difference"] == 800_000
    assert details.item("unreadable", "asset_insurance")["declared"] is None
    assert details.item("in words", "asset_insurance")["declared"] == 100_000


def test_internet_finance_is_known_only_where_a_product_says_so(alone: World, tmp_path: Path) -> None:
    report(alone)
    assert item(alone, "asset_internet_finance")["verdict"] == "no_data"
    assert item(alone, "asset_internet_finance")["verified"] is None


@pytest.mark.parametrize(("name", "direction", "flag"), [("spends less", "favourable", "is_under_declared"),
                                                         ("spends more", "adverse", "is_over_declared")])  # fmt: skip
def test_spending_has_the_other_sign(details: Street, name: str, direction: str, flag: str) -> None:
    """More than was declared is in the family's favour: they are told. Less is adverse."""
    found = details.item(name, "spend_medical")
    assert (found["verified"], found["direction"], found[flag]) == (120_000, direction, True)


def test_a_survey_alone_is_never_adverse(details: Street) -> None:
    found = details.item("surveyed", "spend_rehabilitation")
    assert (found["verified"], found["proven"]) == (120_000, None)
    assert not found["is_under_declared"]
    assert details.item("just surveyed", "spend_rehabilitation")["verified"] == 120_000
    assert details.item("surveyed too long ago", "spend_rehabilitation")["verified"] is None


def asked(line: str, status: str, replied: datetime.date | None = None) -> Row:
    return {"application_number": "申一", "id_number": "甲号", "line": line, "status": status,
            "query_number": f"问{line}", "asked_date": datetime.date(2017, 1, 11), "replied_date": replied}  # fmt: skip


REPLIED = datetime.date(2017, 1, 16)


ASKED: dict[str, tuple[list[Row], str, str, str | None]] = {
    "nothing there": ([asked("银行", "无记录", REPLIED)], "empty", "differs", None),
    "no answer": ([asked("银行", "未回复")], "silent", "not_replied", "missing"),
    "too late": ([asked("银行", "超时")], "silent", "not_replied", "missing"),
    "after the day": ([asked("银行", "无记录", datetime.date(2018, 1, 2))], "silent", "not_replied", "missing"),
    "nobody asked": ([], "empty", "differs", None),
}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Street:
    told = {name: {"核对_查询回执": rows} for name, (rows, *_) in ASKED.items()}
    return Street(tmp_path_factory.mktemp("answered"), told, alone_case())


@pytest.mark.parametrize("name", ASKED)
def test_an_empty_answer_is_not_silence(answered: Street, name: str) -> None:
    """5,000 declared, nothing found: zero only where the bank has answered (or its register is closed)."""
    rows, state, verdict, excluded = ASKED[name]
    row, found = answered.report(name), answered.item(name, "asset_deposit")
    replies = [r for r in answered.world.rows("verified.source_reply") if r["report_id"] == row["report_id"]]
    reply = next(r for r in replies if r["line"] == "银行")
    assert (reply["reply_state"], reply["is_asked"]) == (state, bool(rows))
    assert found["verdict"] == verdict and row["excluded_reason"] == excluded
    assert found["verified"] == (None if state == "silent" else 0)
    if name == "nothing there":
        assert reply["working_days"] == 3
    if excluded:
        assert "银行(未回复)" in row["sources_missing"] and not row["has_difference"]


def test_no_receipt_at_all_is_not_silence(alone: World) -> None:
    alone.deliver("核对_查询回执", [])
    assert report(alone)["excluded_reason"] is None
    reply = next(r for r in alone.rows("verified.source_reply") if r["line"] == "银行")
    assert (reply["reply_state"], reply["is_asked"]) == ("empty", False)
    assert (item(alone, "asset_deposit")["verdict"], item(alone, "asset_deposit")["verified"]) == ("differs", 0)


def objection(code: str, status: str, value: str | None = None, decided: datetime.date | None = None) -> Row:
    return {"application_number": "申一", "objection_number": "异一", "item_code": code, "status": status,
            "raised_date": datetime.date(2017, 2, 1), "decided_date": decided, "corrected_value": value}  # fmt: skip


DECIDED = datetime.date(2017, 2, 20)


OBJECTED: dict[str, tuple[Row, str, str, int]] = {
    "waiting": (objection("asset_deposit", "受理"), "under_review", "under_objection", 600_001),
    "decided later": (
        objection("asset_deposit", "成立", "5000.00", datetime.date(2018, 1, 3)),
        "under_review", "under_objection", 600_001,
    ),
    "corrected": (objection("asset_deposit", "成立", "5200.00", DECIDED), "consistent", "agrees", 520_000),
    "upheld": (objection("asset_deposit", "成立", None, DECIDED), "consistent", "agrees", 500_000),
    "rejected": (objection("asset_deposit", "不成立", None, DECIDED), "differs_no_effect", "differs", 600_001),
    "of another item": (objection("asset_vehicle", "受理"), "differs_no_effect", "differs", 600_001),
}  # fmt: skip


@pytest.fixture(scope="module")
def objected(tmp_path_factory: pytest.TempPathFactory) -> Street:
    told = {name: {"核对_异议登记": [row]} for name, (row, *_) in OBJECTED.items()}
    return Street(tmp_path_factory.mktemp("objected"), told, family("少报存款"))


@pytest.mark.parametrize("name", OBJECTED)
def test_an_objected_item_waits_and_its_correction_flows_back(objected: Street, name: str) -> None:
    _, conclusion, verdict, verified = OBJECTED[name]
    found = objected.item(name, "asset_deposit")
    assert (objected.report(name)["conclusion"], found["verdict"], found["verified"]) == (conclusion, verdict, verified)
    assert objected.evidence(name, "核对_异议登记")


def test_who_waits_for_a_decision_is_in_no_rate(objected: Street) -> None:
    rows = objected.world.rows("verified.programme_rate")
    rates = [r for r in rows if r["area_code"] == "city" and r["is_cumulative"] and r["rate_kind"] == "difference"]
    waiting = [name for name, (_, conclusion, *_) in OBJECTED.items() if conclusion == "under_review"]
    counted = len(OBJECTED) - len(waiting)
    assert (len(waiting), counted) == (2, 4)
    assert ("report", counted, len(waiting)) in {(r["unit"], r["denominator"], r["excluded_objection"]) for r in rates}


def test_who_was_found_not_to_live_there_is_not_counted(tmp_path: Path) -> None:
    told: Told = {"before": {}, "after": {"核对_异议登记": [objection("members", "成立", None, DECIDED)]}}
    street = Street(tmp_path, told, family("漏列同户成员"))
    before, after = street.report("before"), street.report("after")
    assert (before["under_declared"], after["under_declared"]) == (True, False)
    assert after["member_count"] == before["member_count"] - 1


FOLLOWS = {"insufficient": ("insufficient", "unauthorised"), "ended": ("ended", "unauthorised"),
           "counted": ("consistent", None)}  # fmt: skip


@pytest.mark.parametrize(
    ("partial", "none"), [("insufficient", "ended"), ("ended", "counted"), ("counted", "insufficient")]
)
def test_what_a_missing_authorisation_means_is_a_parameter(tmp_path: Path, partial: str, none: str) -> None:
    """A partial one (no bank) and none at all, each by its own parameter; whatever follows, no bank row is read."""
    office = tmp_path / "office" / "rules" / "parameters" / "verification.toml"
    office.parent.mkdir(parents=True)
    follows = {"partial": partial, "no": none}
    office.write_text("".join(_follows(name, value) for name, value in follows.items()), encoding="utf-8")
    signed = {"application_number": "申一", "person": "甲", "scope": "税务、不动产,证券保险，公安；市监",
              "valid_to_date": DAY, "signed_date": datetime.date(2017, 1, 5)}  # fmt: skip
    told: Told = {"partial": {"民政_核对授权书": [signed]}, "no": {}}
    street = Street(tmp_path / "out", told, family("少报存款"), tmp_path / "office")
    for name, value in follows.items():
        found = street.report(name)
        assert (found["conclusion"], found["excluded_reason"]) == FOLLOWS[value], name
        assert street.item(name, "asset_deposit")["verdict"] == "not_authorised", name
    assert "银行_账户余额" not in {row["extract"] for row in street.world.rows("verified.person_evidence")}


def _follows(name: str, value: str) -> str:
    values = f'values = [ {{ from = 2010-04-01, is = "{value}", basis = "本局规定", status = "proposal" }} ]'
    return f'[{name}_authorisation_follows]\nlabel = "无授权"\nunit = "文字"\n{values}\n'
