"""Families told in TOML (golden/verification/families) and settled: deliveries put in place, reports made."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from assets.verified import reports
from assets.verified.benefits import benefits
from assets.verified.evidence import PURPOSE, SHARED, lay
from schemas.table import Table
from tests.world import World

Case = dict[str, Any]
FAMILIES = sorted((Path(__file__).parent / "golden" / "verification" / "families").glob("*.toml"))
BUREAUS = Path(__file__).parent / "golden" / "verification" / "bureaus"
FACTS = {
    "registered_unemployed": "unemployed", "studying": "studying", "serious_illness": "ill", "imprisoned": "imprisoned",
    "married": "married", "severe_disability": "severe",
}  # fmt: skip


def family(name: str) -> Case:
    (path,) = (path for path in FAMILIES if path.stem == name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def settle(folder: Path, case: Case, bureau: Path | None = None, is_judged: bool = True) -> World:
    """Put one family's deliveries in place and make every table of its report."""
    return settle_street(folder, {"": case}, bureau, is_judged)


def settle_street(folder: Path, cases: Mapping[str, Case], bureau: Path | None = None, is_judged: bool = True) -> World:
    """The same for several families of one day in one world; all that is a family's begins with its name."""
    (day,) = {case["as_of"] for case in cases.values()}
    (silent,) = {tuple(case.get("not_delivered", ())) for case in cases.values()}
    world = World(folder, as_of=day, bureau=bureau)
    told = [(f"{name}申一", f"{name}户一", _named(name, case)) for name, case in cases.items()]
    people = [(application, home, p) for application, home, case in told for p in case["person"]]
    world.people(
        [
            {"person_id": p["id"], "birth_date": p["born"], "sex_code": p["sex"], "deceased_date": p.get("died"),
             "register_household_number": home, "id_number": f"{p['id']}号"}
            for _, home, p in people
        ]
    )  # fmt: skip
    world.deliver("民政_救助申请", [_application(number, case) for number, _, case in told])
    world.deliver(
        "民政_申请家庭成员",
        [
            {"application_number": application, "relation": p["relation"], "declared_income_fen": fen(p["income"]),
             "person": p["id"], "tier": p.get("tier", "L1")}
            for application, _, p in people if p["relation"] != "未列"
        ],
    )  # fmt: skip
    world.deliver(
        "民政_申报明细",
        [
            {"application_number": application, "id_number": f"{p['id']}号", "item_code": "income_support",
             "declared_value": p["support"], "person": p["id"]}
            for application, _, p in people if "support" in p
        ],
    )  # fmt: skip
    register = [
        {"register_household_number": home, "register_status": "正常", "person": p["id"],
         "tier": p.get("tier", "L1") if p["relation"] == "未列" else "L1"}
        for _, home, p in people
    ]  # fmt: skip
    found = {"公安_户籍人口": register} | _found([p for _, _, p in people], day)
    for extract, rows in found.items():
        if extract not in silent:
            world.deliver(extract, rows)
    world.put(
        "verified.fact",
        [
            {"fact_code": code, "person_id": p["id"], "is_known": True, "evidence": [],
             "valid_from": p[key] if isinstance(p[key], datetime.date) else None}
            for _, _, p in people
            for code, key in FACTS.items()
            if key in p
        ],
    )
    if is_judged:
        verify(world)
    return world


def _named(name: str, case: Case) -> Case:
    """The case with everything that is numbered named after its family."""
    people = []
    for told in case["person"]:
        person = {**told, "id": name + told["id"]}
        for kind, number in (("accounts", "number"), ("vehicles", "plate"), ("tax", "employer")):
            if kind in told:
                person[kind] = [{**row, number: name + row[number]} if number in row else row for row in told[kind]]
        for kind in ("dwellings", "shops"):
            if kind in told:
                person[kind] = [name + number for number in told[kind]]
        people.append(person)
    return {**case, "person": people}


def _application(number: str, case: Case) -> Case:
    declared = case["declared"]
    return {
        "application_number": number, "programme": case["programme"], "person": case["person"][0]["id"],
        "declared_member_count": declared["members"], "declared_income_fen": fen(declared["income"]),
        "declared_deposits_fen": fen(declared["deposits"]), "declared_securities_fen": fen(declared["securities"]),
        "declared_dwelling_count": declared["dwellings"], "declared_vehicle_count": declared["vehicles"],
        "accepted_date": datetime.date(case["as_of"].year, 1, 10), "case_status": case.get("status", "已出证"),
        "street_code": case.get("street"),
    }  # fmt: skip


def _found(people: list[Case], day: datetime.date) -> dict[str, list[Case]]:
    """What every department delivers about them."""
    return {
        "税务_个人所得": [
            {"person": p["id"], "income_kind": t["kind"], "year": t["year"], "income_fen": fen(t["amount"]),
             "employer_number": t.get("employer")}
            for p in people for t in p.get("tax", [])
        ],
        "人社_养老待遇": [
            {"person": p["id"], "pension_fen": fen(p["pension"]), "month": f"{day:%Y-%m}"}
            for p in people if "pension" in p
        ],
        "人社_失业登记": [
            {"person": p["id"], "registered_date": p["unemployed"]["since"], "status": "登记失业",
             "unemployment_benefit_fen": fen(p["unemployed"]["benefit"])}
            for p in people if "unemployed" in p
        ],
        "银行_账户余额": [
            {"person": p["id"], "account_number": a["number"], "balance_fen": fen(a["balance"]),
             "as_of_date": day, "tier": a.get("tier", "L1")}
            for p in people for a in p.get("accounts", [])
        ],
        "医保_费用结算": [
            {"person": p["id"], "claim_kind": "住院", "year": day.year, "self_paid_fen": fen(p["medical"])}
            for p in people if "medical" in p
        ],
        "教育_学籍": [
            {"person": p["id"], "stage": "高中", "status": "在读", "tuition_fen": fen(p["tuition"])}
            for p in people if "tuition" in p
        ],
        "证券_持仓": [],
        "不动产_权利人": [
            {"person": p["id"], "title_number": number, "use": use, "area_m2": area}
            for p in people
            for use, numbers in (("住宅", p.get("dwellings", [])), ("商业", p.get("shops", [])))
            for number, area in zip_longest(numbers, p.get("areas", [])[: len(numbers)])
        ],
        "车管_机动车": [
            {"person": p["id"], "plate": v["plate"], "status": v["status"], "use": v.get("use")}
            for p in people for v in p.get("vehicles", [])
        ],
        "市监_企业人员": [],
    }  # fmt: skip


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
