"""Verification, told as families: each TOML in golden/verification/families is one household and what is found."""

from __future__ import annotations

import datetime
import tempfile
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.verified import reports
from assets.verified.benefits import benefits
from assets.verified.evidence import PURPOSE, SHARED, lay
from schemas.table import Table
from schemas.verified import ReportItem
from tests.world import World

FAMILIES = sorted((Path(__file__).parent / "golden" / "verification" / "families").glob("*.toml"))
BUREAUS = Path(__file__).parent / "golden" / "verification" / "bureaus"
FACTS = {"registered_unemployed": "unemployed", "studying": "studying", "serious_illness": "ill"}
MONEY = {"verified_income": "verified_income_fen", "countable_income": "countable_income_fen", "benefit": "benefit_fen"}


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def settle(folder: Path, case: dict[str, Any], bureau: Path | None = None, is_judged: bool = True) -> World:
    """Put one family's deliveries in place and make every table of its report."""
    world = World(folder, as_of=case["as_of"], bureau=bureau)
    people, declared = case["person"], case["declared"]
    world.people(
        [
            {"person_id": p["id"], "birth_date": p["born"], "sex_code": p["sex"], "deceased_date": p.get("died"),
             "register_household_number": "户一"}
            for p in people
        ]
    )  # fmt: skip
    world.deliver(
        "民政_救助申请",
        [
            {"application_number": "申一", "programme": case["programme"], "person": people[0]["id"],
             "declared_member_count": declared["members"], "declared_income_fen": fen(declared["income"]),
             "declared_deposits_fen": fen(declared["deposits"]), "declared_securities_fen": fen(declared["securities"]),
             "declared_dwelling_count": declared["dwellings"], "declared_vehicle_count": declared["vehicles"],
             "accepted_date": datetime.date(case["as_of"].year, 1, 10), "case_status": case.get("status", "已出证")}
        ],
    )  # fmt: skip
    world.deliver(
        "民政_申请家庭成员",
        [
            {"application_number": "申一", "relation": p["relation"], "declared_income_fen": fen(p["income"]),
             "person": p["id"], "tier": p.get("tier", "L1")}
            for p in people if p["relation"] != "未列"
        ],
    )  # fmt: skip
    world.deliver(
        "公安_户籍人口",
        [{"register_household_number": "户一", "register_status": "正常", "person": p["id"]} for p in people],
    )
    every = {
        "税务_个人所得": [
            {"person": p["id"], "income_kind": t["kind"], "year": t["year"], "income_fen": fen(t["amount"]),
             "employer_number": t.get("employer")}
            for p in people for t in p.get("tax", [])
        ],
        "人社_养老待遇": [
            {"person": p["id"], "pension_fen": fen(p["pension"]), "month": f"{case['as_of']:%Y-%m}"}
            for p in people if "pension" in p
        ],
        "人社_失业登记": [
            {"person": p["id"], "registered_date": p["unemployed"]["since"], "status": "登记失业",
             "unemployment_benefit_fen": fen(p["unemployed"]["benefit"])}
            for p in people if "unemployed" in p
        ],
        "银行_账户余额": [
            {"person": p["id"], "account_number": a["number"], "balance_fen": fen(a["balance"]),
             "as_of_date": case["as_of"], "tier": a.get("tier", "L1")}
            for p in people for a in p.get("accounts", [])
        ],
        "医保_费用结算": [
            {"person": p["id"], "claim_kind": "住院", "year": case["as_of"].year, "self_paid_fen": fen(p["medical"])}
            for p in people if "medical" in p
        ],
        "证券_持仓": [],
        "不动产_权利人": [
            {"person": p["id"], "title_number": number, "use": use}
            for p in people
            for use, numbers in (("住宅", p.get("dwellings", [])), ("商业", p.get("shops", [])))
            for number in numbers
        ],
        "车管_机动车": [
            {"person": p["id"], "plate": v["plate"], "status": v["status"], "use": v.get("use")}
            for p in people for v in p.get("vehicles", [])
        ],
        "市监_企业人员": [],
    }  # fmt: skip
    for extract, rows in every.items():
        if extract not in case.get("not_delivered", []):
            world.deliver(extract, rows)
    world.put(
        "verified.fact",
        [
            {"fact_code": code, "person_id": p["id"], "is_known": True, "evidence": []}
            for p in people
            for code, key in FACTS.items()
            if key in p
        ],
    )
    if is_judged:
        verify(world)
    return world


def verify(world: World) -> None:
    """Every table of the reports, as the asset graph makes them, but in two sessions: opening one costs most of it."""
    made(world, reports.BEFORE)
    benefits(world.ws)
    made(world, reports.AFTER)


def made(world: World, tables: tuple[type[Table], ...]) -> None:
    ws = world.ws
    rules = {table: reports.rules(ws, table) for table in tables}
    shared = ws.rule(SHARED, PURPOSE)
    every = [shared, *(rule for group in rules.values() for rule in group)]
    needed = {name for rule in every for name in rule.inputs}
    with ws.session(*needed, closed=frozenset[str]().union(*(rule.closed for rule in every))) as con:
        for table, group in rules.items():
            if reports.RULES[table] is None:
                lay(con, group)
                group = [shared]
            ws.write(con, group[0].sql, table)
            con.read_parquet(str(ws.path(table.key()))).create(f"made_{table.name}")
            con.execute(f'create or replace view {table.stage}."{table.name}" as from made_{table.name}')


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_family(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    world = settle(tmp_path, case, bureau=BUREAUS / case["bureau"] if "bureau" in case else None)
    (report,) = world.rows("verified.report")
    expected = {MONEY.get(name, name): fen(value) if name in MONEY else value for name, value in case["expect"].items()}
    assert {name: report[name] for name in expected} == expected


def test_every_family_has_an_expectation() -> None:
    assert len(FAMILIES) >= 15
    for path in FAMILIES:
        assert tomllib.loads(path.read_text(encoding="utf-8"))["expect"], path.name


def family(name: str) -> dict[str, Any]:
    (path,) = (path for path in FAMILIES if path.stem == name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def report_of(name: str) -> dict[str, Any]:
    """A family's report with every source delivered."""
    with tempfile.TemporaryDirectory() as folder:
        return settle(Path(folder), family(name)).rows("verified.report")[0]


NECESSARY = ("税务_个人所得", "人社_养老待遇", "银行_账户余额", "证券_持仓", "不动产_权利人", "车管_机动车")


@pytest.mark.parametrize("missing", NECESSARY)
@pytest.mark.parametrize("name", ["少报存款", "低保线上一家", "母子悬崖后一元", "共有住房全家一套"])
def test_a_missing_source_never_makes_an_adverse_finding(name: str, missing: str, tmp_path: Path) -> None:
    whole = report_of(name)
    less = settle(tmp_path, {**family(name), "not_delivered": [missing]}).rows("verified.report")[0]
    assert less["conclusion"] == "insufficient" and less["sources_missing"] == [missing]
    for flag in ("under_declared", "exceeds_limit", "has_difference"):
        assert less[flag] <= whole[flag], flag


def test_withdrawn_case_reads_nothing(tmp_path: Path) -> None:
    world = settle(tmp_path, {**family("少报存款"), "status": "撤回"})
    (report,) = world.rows("verified.report")
    assert report["conclusion"] == "withdrawn" and report["excluded_reason"] == "withdrawn"
    assert world.rows("verified.evidence") == [] and world.rows("verified.report_item") == []


def test_no_guarded_row_is_read_without_authorisation(tmp_path: Path) -> None:
    world = settle(tmp_path, family("少报存款"), is_judged=False)
    world.deliver("民政_核对授权书", [])
    verify(world)
    (report,) = world.rows("verified.report")
    assert report["excluded_reason"] == "unauthorised" and report["conclusion"] == "insufficient"
    assert {row["extract"] for row in world.rows("verified.person_evidence")} == {"人社_养老待遇"}
    verdicts = {row["item_code"]: row["verdict"] for row in world.rows("verified.report_item") if not row["person_id"]}
    assert verdicts["asset_deposit"] == "not_authorised"


@pytest.mark.parametrize(
    ("scope", "valid_to", "revoked", "is_read"),
    [
        ("全部", datetime.date(2017, 12, 31), None, True),
        ("银行、税务", datetime.date(2018, 6, 30), None, True),
        ("税务", datetime.date(2018, 6, 30), None, False),
        ("全部", datetime.date(2017, 12, 30), None, False),
        ("全部", datetime.date(2018, 6, 30), datetime.date(2017, 12, 31), False),
    ],
)
def test_scope_expiry_and_revocation(
    scope: str, valid_to: datetime.date, revoked: datetime.date | None, is_read: bool, tmp_path: Path
) -> None:
    world = settle(tmp_path, family("少报存款"), is_judged=False)
    signed = {"application_number": "申一", "person": "甲", "scope": scope, "valid_to_date": valid_to,
              "signed_date": datetime.date(2017, 1, 5), "revoked_date": revoked}  # fmt: skip
    world.deliver("民政_核对授权书", [signed])
    verify(world)
    read = {row["extract"] for row in world.rows("verified.person_evidence")}
    assert ("银行_账户余额" in read) is is_read


def test_rates_reconcile_to_report_rows(tmp_path: Path) -> None:
    world = settle(tmp_path, family("少报存款"))
    rates = pl.read_parquet(world.ws.path("verified.programme_rate"))
    city = rates.filter((pl.col("area_code") == "city") & pl.col("is_cumulative")).to_dicts()
    assert {(r["rate_kind"], r["numerator"], r["denominator"], r["is_small_sample"]) for r in city} == {
        ("difference", 1, 1, True), ("detection", 0, 1, True),
    }  # fmt: skip
    detection = next(r for r in city if r["rate_kind"] == "detection")
    difference = next(r for r in city if r["rate_kind"] == "difference")
    assert difference["official_label"] == "差异率" and detection["official_label"] is None
    assert difference["adverse_count"] == 1 and difference["wilson_low"] == pytest.approx(0.2065, abs=1e-4)
    assert detection["wilson_high"] == pytest.approx(0.7935, abs=1e-4)


@pytest.mark.parametrize("name", ["少报存款", "漏列同户成员", "共有住房全家一套"])
def test_shards_give_the_same_rows(name: str, tmp_path: Path) -> None:
    world = settle(tmp_path, family(name))
    whole = {table: world.rows(table.key()) for table in reports.RULES}
    for table in reports.RULES:
        reports.make(world.ws, table, shards=3)
    assert {table: world.rows(table.key()) for table in whole} == whole


def test_each_item_is_judged_once(tmp_path: Path) -> None:
    world = settle(tmp_path, family("漏列同户成员"))
    keys = [(r["item_code"], r["person_id"]) for r in world.rows(ReportItem.key())]
    assert len(keys) == len(set(keys))
    left_out = next(r for r in world.rows(ReportItem.key()) if r["item_code"] == "members" and r["person_id"] == "女")
    assert left_out["verdict"] == "not_declared" and left_out["is_under_declared"]


def test_a_contract_decides_who_is_read(tmp_path: Path) -> None:
    """A left-out member signed nothing: his pension counts while pensions are open to screening, and no longer."""
    case = family("漏列同户成员")
    case["person"][1] = {**case["person"][1], "pension": "700"}
    contract = tmp_path / "office" / "extracts" / "人社.toml"
    contract.parent.mkdir(parents=True)
    contract.write_text('["人社_养老待遇"]\npurposes = ["verification"]\n', encoding="utf-8")
    (shipped,) = settle(tmp_path / "shipped", case).rows("verified.report")
    (narrowed,) = settle(tmp_path / "narrowed", case, tmp_path / "office").rows("verified.report")
    assert (shipped["verified_income_fen"], narrowed["verified_income_fen"]) == (220000, 150000)
