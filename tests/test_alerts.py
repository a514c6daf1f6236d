"""Alerts: conditions as a golden table, searches told as families, words and rule status."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from assets.published.alerts import LEVELS, alerts
from assets.published.status import rule_status
from assets.tiered import hits
from assets.tiered.standing import NOT_WRITTEN
from assets.verified import reports
from assets.verified.facts import facts
from rules.alerting import AlertSpec, load_alerts
from rules.files import RulebookError, RuleFiles
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.verified_amounts import AidOverlap
from tests.neighbourhood import DAY, PEOPLE, Neighbourhood, fen, rows
from tests.world import World

CONDITIONS = rows("alerts/conditions.csv")
FAMILIES = sorted((Path(__file__).parent / "golden" / "alerts" / "families").glob("*.toml"))
LEVEL = {"": None, "红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue"}
SEXES = {"男": "1", "女": "2"}
ROLES = {"户主": "head", "配偶": "spouse", "子女": "child", "其他": "other"}
ADVERSE_READ = ("民政_殡葬火化", "民政_救助发放", "民政_低保在册", "民政_低保成员", "司法_服刑戒毒", "公安_户籍人口")
Row = dict[str, Any]


def shipped() -> dict[str, AlertSpec]:
    return dict(Rulebook().alerts)


# ---- conditions: one line of facts is one case


@pytest.fixture(scope="module")
def raised(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    world = Neighbourhood(tmp_path_factory.mktemp("alerts"), [(c["事实"], c["人均月收入"]) for c in CONDITIONS])
    hits(world.ws)
    alerts(world.ws)
    return world.rows("published.alert")


@pytest.mark.parametrize("place", range(len(CONDITIONS)), ids=[f"{c['规则']}-{c['案例']}" for c in CONDITIONS])
def test_condition(place: int, raised: list[Row]) -> None:
    case, home = CONDITIONS[place], Neighbourhood.home(place)["household_id"]
    found = [row for row in raised if row["household_id"] == home and row["rule_code"] == case["规则"]]
    assert [row["level"] for row in found] == ([LEVEL[case["级别"]]] if case["级别"] else [])
    who = {"户": None, **{name: Neighbourhood.person(place, name) for name in PEOPLE}}
    for row in found:
        assert row["person_id"] == who[case["告警给谁"]]
        assert row["evidence"] and "{" not in row["sentence"] and "不详" not in row["sentence"]
        assert (row["street_code"], row["register_street_code"]) == ("甲街道", "乙街道")


# ---- searches: families, from what departments deliver


def families() -> dict[str, Row]:
    """Case prefix -> case, with its rule."""
    told = {}
    for path in FAMILIES:
        family = tomllib.loads(path.read_text(encoding="utf-8"))
        for place, case in enumerate(family["case"]):
            told[f"{family['rule']}-{place}-"] = {**case, "rule": family["rule"]}
    return told


CASES = families()


def settle(world: World, gone: str | None = None) -> World:
    """All families in one city; every extract is delivered but `gone`."""
    tables: dict[str, list[Row]] = {
        name: [] for name in ("household", "household_member", "report", "household_income", "income_month", "people")
    }
    delivered: dict[str, list[Row]] = {extract: [] for extract in world.ws.catalogue if extract != gone}
    for prefix, case in CASES.items():
        _settle_family(tables, prefix, case)
        for told in case.get("delivered", []):
            row = {key: f"{prefix}{value}" if key.endswith("er_id_number") else value for key, value in told.items()}
            extract = row.pop("extract")
            if extract in delivered:
                delivered[extract].append({**row, "person": prefix + row["person"]})
    world.people(tables["people"])
    for stage, name in (("linked", "household"), ("linked", "household_member"), ("verified", "report"),
                        ("verified", "household_income"), ("verified", "income_month")):  # fmt: skip
        world.put(f"{stage}.{name}", tables[name])
    for extract, told_rows in delivered.items():
        world.deliver(extract, told_rows)
    reports.make(world.ws, AidOverlap)
    return world


def _settle_family(tables: dict[str, list[Row]], prefix: str, case: Row) -> None:
    home = {"household_id": prefix}
    for text in (*case["people"], *case.get("elsewhere", [])):
        name, born, sex, *rest = text.split()
        person = prefix + name
        tables["people"].append(
            {"person_id": person, "birth_date": DAY(born), "sex_code": SEXES[sex], "id_number": person,
             "deceased_date": DAY("2016-01-01") if "已故" in rest else None, "register_household_number": f"册{prefix}"}
        )  # fmt: skip
        if text in case["people"]:
            tables["household_member"].append({**home, "person_id": person, "role": ROLES[rest[0]]})
    tables["household"].append(
        {**home, "basis": "register", "street_code": "居住街道", "committee_code": "居住居委",
         "register_street_code": "户籍街道", "member_count": len(case["people"])}
    )  # fmt: skip
    if "income" in case:
        income = {"is_complete": True, "is_bare": False, **case["income"]}
        tables["household_income"].append(
            {**home, "income_fen": fen(income["yuan"]), "is_complete": income["is_complete"],
             "evidence": [] if income["is_bare"] else [f"人社_养老待遇#{prefix}"]}
        )  # fmt: skip
    for text in case.get("earned", []):
        name, yuan = text.split()
        tables["income_month"].append(
            {"person_id": prefix + name, "month": "2017-12", "category": "income_pension", "extract": "人社_养老待遇",
             "received_fen": fen(yuan), "counted_fen": fen(yuan), "basis": "rate"}
        )  # fmt: skip
    for place, report in enumerate(case.get("reports", [])):
        tables["report"].append(
            {**home, "report_id": f"R-{prefix}{place}", "application_number": f"{prefix}{place}",
             "programme_code": report["programme"], "conclusion": report["conclusion"], "issued_date": report["issued"],
             "accepted_date": report["issued"], "sources_missing": [],
             "benefit_fen": fen(report["benefit"]) if "benefit" in report else None}
        )  # fmt: skip


def made(world: World) -> list[Row]:
    facts(world.ws)
    hits(world.ws)
    alerts(world.ws)
    return world.rows("published.alert")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    return made(settle(World(tmp_path_factory.mktemp("families"))))


@pytest.mark.parametrize("prefix", CASES, ids=[f"{case['rule']}-{case['title']}" for case in CASES.values()])
def test_family(prefix: str, found: list[Row]) -> None:
    case = CASES[prefix]
    of_rule = [row for row in found if row["household_id"] == prefix and row["rule_code"] == case["rule"]]
    assert len(of_rule) == len(case["expect"])
    for row, expected in zip(of_rule, case["expect"], strict=True):
        told = {"person_id": prefix + expected["person"] if "person" in expected else None, **expected}
        told.pop("person", None)
        evidence = told.pop("evidence", len(row["evidence"]))
        assert {key: row[key] for key in told} == told
        assert len(row["evidence"]) == evidence > 0
        assert (row["street_code"], row["committee_code"]) == ("居住街道", "居住居委")
        assert row["register_street_code"] == "户籍街道"


def test_every_written_alert_has_a_case_that_fires() -> None:
    told = {case["规则"] for case in CONDITIONS if case["级别"]} | {c["rule"] for c in CASES.values() if c["expect"]}
    assert told == set(shipped())


def test_the_order_of_rows_changes_nothing(tmp_path: Path, found: list[Row]) -> None:
    world = settle(World(tmp_path))
    for key in ("linked.record_link", "linked.household_member", "verified.report", "standardised.民政_救助发放"):
        shuffled = world.rows(key)
        random.Random(7).shuffle(shuffled)
        world.put(key, shuffled)
    assert made(world) == found


@pytest.mark.parametrize("gone", ADVERSE_READ)
def test_a_missing_extract_adds_no_adverse_alert(gone: str, tmp_path: Path, found: list[Row]) -> None:
    def adverse(among: list[Row]) -> set[str]:
        return {row["alert_id"] for row in among if row["direction"] == "-"}

    assert adverse(made(settle(World(tmp_path), gone))) <= adverse(found)


@pytest.mark.parametrize(
    ("level", "due"),
    [("red", "2018-01-04"), ("orange", "2018-01-10"), ("yellow", "2018-01-15"), ("blue", "2018-01-22")],
)
def test_deadlines_count_working_days(level: str, due: str, raised: list[Row], found: list[Row]) -> None:
    assert {str(row["due_date"]) for row in raised + found if row["level"] == level} == {due}


# ---- words and status


def test_shipped_alerts_agree_with_the_code_list() -> None:
    known = code_lists()["alert_rule"]
    for code, spec in shipped().items():
        extra = known[code].model_extra or {}
        assert (spec.label, spec.direction, spec.level) == (known[code].label, extra["direction"], extra["level"])
        assert spec.disposition in code_lists()["disposition"] and spec.level in LEVELS


def wrong(folder: Path, **changed: str) -> RuleFiles:
    text = (RuleFiles().path("alerts/paid_while_imprisoned.toml")).read_text(encoding="utf-8")
    for before, after in changed.items():
        text = text.replace({"rule": "W22", "action": "先核实身份", "sentence": "需要核实"}[before], after)
    (folder / "rules" / "alerts").mkdir(parents=True)
    (folder / "rules" / "alerts" / "paid_while_imprisoned.toml").write_text(text, encoding="utf-8")
    return RuleFiles(folder)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sentence": "应当停发"}, "告警不作决定,不能写“停发”"),
        ({"action": "查清身份"}, "要写“先核实"),
        ({"sentence": "{name}需要核实"}, "name"),
        ({"rule": "W21"}, "已写在 rules/"),
        ({"sentence": "满{child_agee:parameter}周岁需要核实"}, "sentence: 没有参数 child_agee"),
        ({"sentence": "低于{dibao_standard:parameter}元需要核实"}, "dibao_standard 是金额"),
    ],
)
def test_a_wrong_alert_is_refused_in_one_sentence(changed: dict[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=reason):
        load_alerts(wrong(tmp_path, **changed), Rulebook().parameters)


def test_a_twenty_eighth_alert_is_a_table_in_a_bureaus_folder(tmp_path: Path) -> None:
    (tmp_path / "bureau" / "rules" / "alerts").mkdir(parents=True)
    (tmp_path / "bureau" / "rules" / "alerts" / "many_children_one_parent.toml").write_text(
        'rule = "W31"\nlabel = "单亲多孩"\nabout = "household"\ndirection = "+"\nlevel = "yellow"\n'
        'disposition = "complex_case"\nbasis = "本区试点"\n'
        'sentence = "单亲带着几个孩子。"\nsuggested_action = "上门看看。"\n'
        'all_of = [ { fact = "single_parent" }, { fact = "child", count = 2 } ]\n',
        encoding="utf-8",
    )
    cases = [("户 单亲家庭; 甲 未成年人; 乙 未成年人", ""), ("户 单亲家庭; 甲 未成年人", "")]
    world = Neighbourhood(tmp_path / "out", cases, tmp_path / "bureau")
    hits(world.ws)
    alerts(world.ws)
    assert [(row["rule_code"], row["household_id"]) for row in world.rows("published.alert")] == [("W31", "户000")]


def test_every_rule_says_whether_it_can_be_computed(tmp_path: Path) -> None:
    world = World(tmp_path)
    today = [name for name, contract in world.ws.catalogue.items() if contract.status != "optional"]
    for extract in today:
        world.put(f"standardised.{extract}", [])
    rule_status(world.ws)
    status = {(row["rule_kind"], row["rule_code"]): row for row in world.rows("published.rule_status")}
    found = {code: row["missing"] for (kind, code), row in status.items() if kind == "alert"}
    assert len(found) == 27 and len([1 for kind, _ in status if kind == "tag"]) == 45
    assert {code for code, missing in found.items() if missing == [NOT_WRITTEN]} == set(found) - set(shipped())
    assert found["W22"] == ["司法_服刑戒毒", "民政_救助发放"] and found["W29"] == ["民政_低保成员"]
    assert [found[code] for code in ("W03", "W04", "W05", "W09", "W13", "W21", "W23")] == [[]] * 7
    assert status["tag", "未参医保"]["missing"] == ["医保_参保状态"]
    assert all(row["missing"] for row in status.values() if row["status"] == "not_computable")
    assert status["fact", "serious_illness"]["missing"] == ["医保_大病登记"]
