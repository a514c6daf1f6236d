"""Eligibility, told as families: each row of golden/eligibility is one household and what is said of it."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from assets.verified.benefits import benefits
from schemas.codes import code_lists
from tests.told import GOLDEN, Member, born, deliver_nothing_from, fact, id_of, settle_everyone, table
from tests.world import World

Row = dict[str, Any]
CASES = table(GOLDEN / "eligibility" / "programmes.csv")
NATIONAL = table(GOLDEN / "eligibility" / "national.csv")
COMPOSITIONS = table(GOLDEN / "eligibility" / "composition.csv")
DISPUTED = table(GOLDEN / "eligibility" / "disputed.csv")
ITEMS = {"存款": "asset_deposit", "证券": "asset_security", "住房": "asset_dwelling", "车": "asset_vehicle",
         "保险": "asset_insurance", "网贷": "asset_internet_finance"}  # fmt: skip
MONEY = ("存款", "证券", "保险", "网贷")
UNASKED = ("保险", "网贷")
WORDS = {entry.label: code for code, entry in code_lists()["outlook"].items()}
VERDICTS = {entry.label: code for code, entry in code_lists()["condition_verdict"].items()}
TURNED = (("met", "not_met"), ("unknown", "not_met"))
KINDS = {"工资": "income_wage", "其他": "income_pension", "居保": "income_pension", "学费": "spend_education"}
QUESTIONS = {"宣告失踪": "declared_missing", "离家年数": "clergy_away_years"}
PAYMENTS = {"居保": "城乡居民养老金"}


def fen(text: str) -> int:
    return round(float(text) * 100)


def settle(folder: Path, cases: dict[str, Row], day: datetime.date, absent: str, bureau: Path | None = None) -> World:
    """Many households in one world: members, facts, incomes, and the property that an open report verified."""
    world = World(folder, as_of=day, bureau=bureau)
    people, facts, incomes, evidence, reports, items, supporters, asked = [], [], [], [], [], [], [], []
    for subject, row in cases.items():
        members = [Member.read(text) for text in row["成员"].split()]
        people += [
            {"person_id": subject + m.name, "household_id": subject, "role": m.role, "birth_date": born(day, m.age),
             "sex_code": m.sex, "is_identified": m.is_identified}
            for m in members
        ]  # fmt: skip
        facts += [fact(world, text, subject) for text in filter(None, row["事实"].split(";"))]
        total = 0
        for number, text in enumerate(filter(None, row["收入"].split(";"))):
            who, kind = text.split()
            amount = fen(kind[2:])
            total += amount if KINDS[kind[:2]].startswith("income") else 0
            evidence.append(
                {"person_id": subject + who, "item_code": KINDS[kind[:2]], "extract": "人社_养老待遇",
                 "kind": PAYMENTS.get(kind[:2]),
                 "record_key": len(evidence), "record_number": f"{subject}{number}", "link_tier": "L1",
                 "basis": "rate", "amount_fen": amount, "is_counted": True, "is_countable": True}
            )  # fmt: skip
        incomes.append({"household_id": subject, "income_fen": total, "is_complete": row["查全"] != "否",
                        "evidence": [f"人社_养老待遇#{subject}"]})  # fmt: skip
        reports.append({"report_id": f"R-{subject}", "application_number": subject, "programme_code": "dibao",
                        "household_id": subject, "case_state": "open", "street_code": "未定街道",
                        "window_from": "2018-01", "window_to": "2018-12", "window_months": 12})  # fmt: skip
        for text in row["财产"].split():
            item, held = text.split("=")
            value = None if held == "?" else fen(held) if item in MONEY else int(held)
            items.append({"report_id": f"R-{subject}", "item_code": ITEMS[item], "verified": value, "proven": value,
                          "declared": None if item in UNASKED else value,
                          "verdict": "no_data" if value is None or item in UNASKED else "agrees",
                          "direction": "neutral", "is_under_declared": False, "is_over_declared": False})  # fmt: skip
        if row["赡养"]:
            supporters.append({"dependant_id_number": id_of(subject + members[0].name), "ability": row["赡养"],
                               "record_key": 10**6 + len(supporters)})  # fmt: skip
        for text in filter(None, row.get("调查", "").split(";")):
            who, question, answer, on = re.split("[ =@]", text)
            asked.append({"id_number": id_of(subject + who), "question_code": QUESTIONS[question], "answer": answer,
                          "surveyed_date": datetime.date.fromisoformat(on), "record_key": 2 * 10**6 + len(asked),
                          "record_number": f"{subject}{who}"})  # fmt: skip
    sizes = {subject: {"member_count": len(row["成员"].split())} for subject, row in cases.items()}
    settle_everyone(world, people, sizes)
    if any(row.get("外地") for row in cases.values()):
        strangers = {subject + name for subject, row in cases.items() for name in row["外地"].split()}
        world.put("linked.person", [{**r, "is_registered": r["person_id"] not in strangers}
                                    for r in world.rows("linked.person")])  # fmt: skip
    for key, rows in (
        ("verified.fact", facts), ("verified.household_income", incomes), ("verified.person_evidence", evidence),
        ("verified.report_case", reports), ("verified.report_item", items), ("standardised.民政_赡养人", supporters),
        ("standardised.社区_入户调查", asked),
    ):  # fmt: skip
        world.put(key, rows)
    deliver_nothing_from(world, [*filter(None, absent.split("、"))])
    benefits(world.ws)
    return world


def by_setting(rows: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, Row]]:
    found: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for number, row in enumerate(rows):
        found[row["截止日"], row["未送达"]][f"{number}-"] = row
    return found


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str | None], Row]:
    found = {}
    for (day, absent), cases in by_setting(CASES).items():
        world = settle(tmp_path_factory.mktemp("judged"), cases, datetime.date.fromisoformat(day), absent)
        conditions = world.rows("verified.eligibility_condition")
        for row in world.rows("verified.eligibility"):
            key = row["household_id"], row["programme_code"], row["person_id"]
            mine = [c for c in conditions if (c["household_id"], c["programme_code"], c["person_id"]) == key]
            found[key] = row | {"conditions": {c["condition_code"]: c for c in mine}}
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n]["情形"])
def test_programme(number: int, judged: dict[tuple[str, str, str | None], Row]) -> None:
    row, subject = CASES[number], f"{number}-"
    found = judged[subject, row["项目"], subject + row["谁"] if row["谁"] else None]
    assert found["outlook"] == WORDS[row["提示"]], found["sentence"]
    assert found["sentence"].startswith(row["提示"])
    if row["条件"]:
        condition = found["conditions"][row["条件"]]
        assert condition["verdict"] == VERDICTS[row["结论"]], condition["sentence"]
        assert row["说明"] in condition["sentence"]


def test_under_the_national_rules_every_rigid_spending_counts(tmp_path: Path) -> None:
    """Six tenths of the income, as a county may write: medical, school and rehabilitation together."""
    bureau = national_bureau(tmp_path / "bureau")
    (bureau / "rules" / "parameters" / "eligibility.toml").write_text(
        '[rigid_spending_share_national]\nlabel = "刚性支出占总收入的比例"\nunit = "比例"\n'
        'values = [ { from = 2010-04-01, is = 0.6, basis = "当地规定", status = "documented" } ]\n',
        encoding="utf-8",
    )
    ((day, absent), cases), = by_setting(NATIONAL).items()
    world = settle(tmp_path / "world", cases, datetime.date.fromisoformat(day), absent, bureau)
    told = {row["household_id"]: row for row in world.rows("verified.eligibility")
            if row["programme_code"] == "illness_expenditure_poverty"}  # fmt: skip
    verdicts = {row["household_id"]: row for row in world.rows("verified.eligibility_condition")
                if row["condition_code"] == "rigid_share_national"}  # fmt: skip
    for subject, row in cases.items():
        assert told[subject]["outlook"] == WORDS[row["提示"]], row["情形"]
        assert verdicts[subject]["verdict"] == VERDICTS[row["结论"]], row["情形"]
        assert row["说明"] in verdicts[subject]["sentence"]


def test_a_limit_that_nobody_verified_says_so(judged: dict[tuple[str, str, str | None], Row]) -> None:
    found = judged["0-", "dibao", None]
    assert "dibao.monetary_asset_limit" in found["parameters_unverified"]
    assert "(所用限额未核实: " in found["sentence"]
    assert "dibao.income_limit" not in found["parameters_unverified"]


def test_nothing_refuses_and_every_programme_speaks(judged: dict[tuple[str, str, str | None], Row]) -> None:
    book = World(Path("nowhere")).ws.rulebook.eligibility
    assert {programme for subject, programme, _ in judged if subject == "0-"} == set(book)
    forbidden = ("拒绝", "停发", "追缴", "不予")
    told = [row["sentence"] for row in judged.values()]
    told += [c["sentence"] for row in judged.values() for c in row["conditions"].values()]
    assert [text for text in told if any(word in text for word in forbidden)] == []


@pytest.mark.parametrize(("starts_with", "amount"), [("report", 0), ("contributions", 247_000)])
def test_a_taper_starts_with_what_the_rulebook_says(starts_with: str, amount: int, tmp_path: Path) -> None:
    """On the roll with 2,470 yuan, in her third month of contributions: kept, if contributions begin the taper."""
    path = tmp_path / "office" / "rules" / "parameters" / "benefits.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        '[taper_starts_with]\nlabel = "渐退从何起算"\nunit = "文字"\nvalues = [ { from = 2010-04-01, is = "'
        + starts_with + '", basis = "本地", status = "documented" } ]\n',
        encoding="utf-8",
    )  # fmt: skip
    row = {"成员": "母:女38岁申请人 子:男10岁子女", "收入": "母 工资5000", "查全": "是", "财产": "", "赡养": "",
           "事实": "母 新就业=2018-10@2018-10-01;户 低保在册家庭=2470"}  # fmt: skip
    world = settle(tmp_path, {"0-": row}, datetime.date(2018, 12, 31), "", tmp_path / "office")
    (found,) = [r for r in world.rows("verified.benefit") if r["programme_code"] == "dibao" and r["case_id"] == "0-"]
    assert found["amount_fen"] == amount


@pytest.mark.parametrize("missing", ["公安_户籍人口", "残联_持证残疾人", "教育_学籍", "人社_参保缴费", "民政_赡养人"])
def test_a_missing_source_never_makes_an_adverse_finding(missing: str, tmp_path: Path) -> None:
    """Whatever is not met without a source was not met with it; what was in reach stays in reach."""
    cases = {f"{n}-": row for n, row in enumerate(CASES) if row["截止日"] == "2018-12-31" and not row["未送达"]}
    verdicts: list[dict[tuple[Any, ...], str]] = []
    outside: list[set[tuple[str, str]]] = []
    for absent in ("", missing):
        world = settle(tmp_path / (absent or "whole"), cases, datetime.date(2018, 12, 31), absent)
        if absent == "民政_赡养人":
            world.ws.path("standardised.民政_赡养人").unlink()
            benefits(world.ws)
        conditions = world.rows("verified.eligibility_condition")
        key = ("household_id", "programme_code", "condition_code", "person_id")
        verdicts.append({tuple(row[name] for name in key): row["verdict"] for row in conditions})
        everything = {(r["household_id"], r["programme_code"]) for r in world.rows("verified.eligibility")}
        outside.append(
            everything
            - {(r["household_id"], r["programme_code"]) for r in world.rows("verified.eligibility")
               if r["outlook"] != "outside"}
        )  # fmt: skip
    assert outside[1] <= outside[0]
    whole, less = verdicts
    turned = [key for key in whole.keys() & less.keys() if (whole[key], less[key]) in TURNED]
    assert turned == []


@pytest.fixture(scope="module")
def alternatives(tmp_path_factory: pytest.TempPathFactory) -> World:
    ((day, absent), cases) = by_setting(DISPUTED).popitem()
    return settle(tmp_path_factory.mktemp("disputed"), cases, datetime.date.fromisoformat(day), absent)


@pytest.mark.parametrize("number", range(len(DISPUTED)), ids=lambda n: DISPUTED[n]["情形"])
def test_who_may_or_may_not_live_there_is_tried_both_ways(number: int, alternatives: World) -> None:
    row, household = DISPUTED[number], f"{number}-"
    every = alternatives.rows("verified.eligibility")
    (found,) = [r for r in every if (r["household_id"], r["programme_code"]) == (household, row["项目"])]
    assert found["outlook"] == WORDS[row["提示"]], found["sentence"]
    assert found["alternative_outlook"] == (WORDS[row["换一种提示"]] if row["换一种提示"] else None)
    amounts = found["amount_fen"], found["alternative_amount_fen"]
    assert [row["金额"], row["换一种金额"]] == ["" if fen is None else str(fen // 100) for fen in amounts]
    assert row["说明"] in found["sentence"] and ("换一种认定" in found["sentence"]) is bool(row["说明"])


def test_the_other_way_is_in_no_other_table(alternatives: World) -> None:
    households = {f"{number}-" for number in range(len(DISPUTED))}
    for name, case in (("benefit", "case_id"), ("benefit_trace", "case_id"), ("assessment", "case_id"),
                       ("eligibility_condition", "household_id"), ("eligibility", "household_id")):  # fmt: skip
        told = {row[case] for row in alternatives.rows(f"verified.{name}")}
        assert {subject for subject in told if not subject.startswith("R-")} == households, name


@pytest.mark.parametrize("number", range(len(COMPOSITIONS)), ids=lambda n: COMPOSITIONS[n]["情形"])
def test_composition(number: int, composed: dict[str, Row]) -> None:
    row = COMPOSITIONS[number]
    found = composed[f"{number}-{row['谁']}"]
    expected = row["计入"] == "是", row["请核实"] == "是"
    assert (found["is_counted"], found["is_disputed"]) == expected, found["sentence"]
    assert found["rule_code"] == row["规则"]


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    found = {}
    for (day, absent), cases in by_setting(COMPOSITIONS).items():
        for national in (False, True):
            mine = {key: row for key, row in cases.items() if (row["依"] == "国家") is national}
            bureau = national_bureau(tmp_path_factory.mktemp("bureau")) if national else None
            if mine:
                folder = tmp_path_factory.mktemp("composed")
                world = settle(folder, mine, datetime.date.fromisoformat(day), absent, bureau)
                found |= {row["person_id"]: row for row in world.rows("verified.household_composition")}
    return found


def national_bureau(folder: Path) -> Path:
    """A bureau that follows the national rules: one line."""
    path = folder / "rules" / "parameters" / "benefits.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        '[eligibility_jurisdiction]\nlabel = "资格规则采用哪一级规定"\nunit = "文字"\n'
        'values = [ { from = 2010-04-01, is = "national", basis = "本地适用国家规定", status = "documented" } ]\n',
        encoding="utf-8",
    )
    return folder
