"""Verification, told as families: each TOML in golden/verification/families is one household and what is found."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.verified import reports
from schemas.verified import ReportItem
from tests.families import BUREAUS, FAMILIES, Case, family, fen, settle, settle_street, verify

MONEY = {"verified_income": "verified_income_fen", "countable_income": "countable_income_fen", "benefit": "benefit_fen"}


Reports = dict[str, dict[str, Any]]


def reports_of(folder: Path, names: Iterable[str], **more: Any) -> Reports:
    """Each family's report, those of one day and bureau settled in one world: none has a say in another's."""
    told = sorted(((name, {**family(name), **more}) for name in names), key=_setting)
    found: Reports = {}
    for (day, bureau), cases in groupby(told, key=_setting):
        world = settle_street(folder / f"{day}{bureau}", dict(cases), BUREAUS / bureau if bureau else None)
        found |= {row["application_number"].removesuffix("申一"): row for row in world.rows("verified.report")}
    return found


def _setting(told: tuple[str, Case]) -> tuple[datetime.date, str]:
    return told[1]["as_of"], told[1].get("bureau", "")


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Every family's report with every source delivered."""
    return reports_of(tmp_path_factory.mktemp("families"), [path.stem for path in FAMILIES])


@pytest.mark.parametrize("name", [path.stem for path in FAMILIES])
def test_family(name: str, settled: Reports) -> None:
    case, report = family(name), settled[name]
    expected = {MONEY.get(name, name): fen(value) if name in MONEY else value for name, value in case["expect"].items()}
    assert {name: report[name] for name in expected} == expected


def test_every_family_has_an_expectation() -> None:
    assert len(FAMILIES) >= 15
    for path in FAMILIES:
        assert family(path.stem)["expect"], path.name


def test_a_family_alone_is_told_the_same_as_among_others(settled: Reports, tmp_path: Path) -> None:
    (alone,) = settle(tmp_path, family("少报存款")).rows("verified.report")
    ids = {"report_id", "application_number", "household_id", "applicant_id", "evidence"}
    among = settled["少报存款"]
    assert {name: value for name, value in alone.items() if name not in ids} == {
        name: value for name, value in among.items() if name not in ids
    }


NECESSARY = ("公安_户籍人口", "税务_个人所得", "人社_养老待遇", "银行_账户余额", "证券_持仓", "不动产_权利人",
             "车管_机动车")  # fmt: skip
WITHOUT = ("少报存款", "低保线上一家", "母子悬崖后一元", "共有住房全家一套", "漏列的人算进人均", "养老金之外还有工资")


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reports]:
    """The reports of some families by the source that is missing."""
    folder = tmp_path_factory.mktemp("without")
    return {missing: reports_of(folder / missing, WITHOUT, not_delivered=[missing]) for missing in NECESSARY}


@pytest.mark.parametrize("missing", NECESSARY)
@pytest.mark.parametrize("name", WITHOUT)
def test_a_missing_source_never_makes_an_adverse_finding(
    name: str, missing: str, settled: Reports, without: dict[str, Reports]
) -> None:
    whole, less = settled[name], without[missing][name]
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


def test_scope_expiry_and_revocation(tmp_path: Path) -> None:
    """Five families of one account each; the bank may be read of the first two."""
    signed = {
        "everything": ("全部", datetime.date(2017, 12, 31), None),
        "the bank": ("银行、税务", datetime.date(2018, 6, 30), None),
        "not the bank": ("税务", datetime.date(2018, 6, 30), None),
        "expired": ("全部", datetime.date(2017, 12, 30), None),
        "revoked": ("全部", datetime.date(2018, 6, 30), datetime.date(2017, 12, 31)),
    }
    world = settle_street(tmp_path, dict.fromkeys(signed, family("少报存款")), is_judged=False)
    world.deliver(
        "民政_核对授权书",
        [
            {"application_number": f"{name}申一", "person": f"{name}甲", "scope": scope, "valid_to_date": valid_to,
             "signed_date": datetime.date(2017, 1, 5), "revoked_date": revoked}
            for name, (scope, valid_to, revoked) in signed.items()
        ],
    )  # fmt: skip
    verify(world)
    read = {row["person_id"] for row in world.rows("verified.person_evidence") if row["extract"] == "银行_账户余额"}
    assert read == {"everything甲", "the bank甲"}


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


def test_shards_give_the_same_rows(tmp_path: Path) -> None:
    names = ("少报存款", "漏列同户成员", "共有住房全家一套", "漏列的人算进人均", "养老金之外还有工资")
    world = settle_street(tmp_path, {name: family(name) for name in names})
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


@pytest.mark.parametrize(("born", "is_accused"), [("1980-01-01", False), ("1983-05-06", True)])
def test_a_member_listed_under_an_older_number_is_not_left_out(tmp_path: Path, born: str, is_accused: bool) -> None:
    """Who was listed is in no register, and born the day the daughter was: perhaps she, under the number she had."""
    case = family("漏列同户成员")
    case["declared"]["members"] = 2
    listed = {"id": "旧号", "relation": "子女", "sex": "2", "income": "0"}
    case["person"].append({**listed, "born": datetime.date.fromisoformat(born)})
    world = settle(tmp_path, case, is_judged=False)
    people = world.rows("linked.person")
    world.put("linked.person", [{**p, "is_registered": p["person_id"] != "旧号"} for p in people])
    links = {row["record_key"]: row["person_id"] for row in world.rows("linked.record_link")}
    register = "standardised.公安_户籍人口"
    world.put(register, [row for row in world.rows(register) if links[row["record_key"]] != "旧号"])
    verify(world)
    (found,) = world.rows("verified.report")
    assert found["under_declared"] is is_accused
