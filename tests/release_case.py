"""A constructed batch for tests of releases: a dozen households in two streets with everything a release shows."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

from assets.workspace import Workspace
from pipelines.release.publish import Release, publish
from rules.rulebook import Rulebook
from schemas.tables import tables
from tests.world import KEY, World

DAY, NEXT = datetime.date(2017, 12, 31), datetime.date(2018, 1, 31)
STREETS = ("310104001", "310106002")
NAMES = (
    "张三", "欧阳娜娜", "买买提·艾力", "李四光", "王五", "赵钱孙", "周武", "吴郑", "冯陈楚", "褚卫", "蒋沈", "韩杨"
)  # fmt: skip
EMPTY = {"flag": False, "texts": [], "count": 0, "ratio": 0.0, "date": DAY, "key": 0, "money": 0}
DIAGNOSIS, BALANCE = "恶性肿瘤", "98765432"


def canary(number: int) -> str:
    """A valid identity number that was never issued (its sequence number is one that no office gives out)."""
    body = f"310100{1950 + number:04d}0229{900 + number:03d}"[:17]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def phone(number: int) -> str:
    return f"1390000{number:04d}"


def address(number: int) -> str:
    return f"上海市徐汇区金丝雀路{number + 1}弄{number + 2}号{number + 101}室"


class Batch(World):
    """A world whose tables say of which batch they are; cells that must be filled and are not named are empty."""

    def put(self, key: str, rows: list[dict[str, Any]]) -> None:
        table = tables().get(key)
        columns = [column for column in table.columns() if not column.is_nullable] if table else []
        unnamed = {column.name: EMPTY.get(column.kind, "") for column in columns} | {"batch": self.ws.batch}
        filled = [{**(unnamed if table else {}), **row} for row in rows]
        order = table.primary_key if table else ()
        super().put(key, sorted(filled, key=lambda row: [(row.get(name) is not None, row.get(name)) for name in order]))


def city(
    folder: Path, batch: datetime.date = DAY, tiers: str = "1234n", inbox: Path | None = None, households: int = 12
) -> Workspace:
    """Tables of one batch below `folder`. `tiers` are dealt to the households in turn."""
    world = Batch(folder, batch)
    _people(world, households)
    _reports(world, households, batch)
    _needs(world, households, tiers)
    _alerts(world, households, batch)
    _deliveries(world, batch)
    return office(folder, batch, inbox=inbox)


def two_batches(out: Path) -> tuple[Release, Release]:
    """Two batches published one after the other into one folder; households change their tiers between them."""
    return publish(city(out)), publish(city(out, NEXT, tiers="2134n"))


@cache
def rulebook() -> Rulebook:
    return Rulebook()


def office(folder: Path, as_of: datetime.date = DAY, batch: datetime.date | None = None, **named: Any) -> Workspace:
    """A workspace that shares one loaded rulebook with all others."""
    ws = Workspace(**{"out": folder, "batch": str(batch or as_of), "as_of": as_of, "key": KEY, **named})
    vars(ws)["rulebook"] = rulebook()
    return ws


def _place(number: int) -> dict[str, str]:
    street = STREETS[number % 2]
    committee = f"{street}{number % 3 + 1:03d}"
    return {"street_code": street, "committee_code": committee, "register_street_code": STREETS[0]}


def _people(world: World, households: int) -> None:
    people, members = [], []
    for number in range(households):
        for place, (role, year) in enumerate((("applicant", 1950 + number), ("child", 2008))):
            person = f"P{number:03d}{place}"
            people.append(
                {"person_id": person, "birth_date": datetime.date(year, 2, 3), "sex_code": "1", **_place(number),
                 "name_text": NAMES[number % len(NAMES)] if place == 0 else f"小{NAMES[number % len(NAMES)][0]}",
                 "id_number": canary(number) if place == 0 else canary(number + 50),
                 "phone": phone(number), "address": address(number)}
            )  # fmt: skip
            members.append({"household_id": f"H{number:03d}", "person_id": person, "role": role})
    world.people(people)
    world.put("linked.household_member", members)
    world.put(
        "linked.household",
        [
            {"household_id": f"H{number:03d}", "basis": "application", "member_count": 2, **_place(number)}
            for number in range(households)
        ],
    )
    said = [
        {"record_key": key + number, "extract": extract, "record_number": f"{letters}{number:05d}", "id_status": "-",
         "name_text": NAMES[number], "id_number": None if key else canary(number), "phone": phone(number)}
        for number in range(households)
        for key, extract, letters in ((0, "公安_户籍人口", "HJ"), (100, "税务_个人所得", "SW"))
    ]  # fmt: skip
    world.put("standardised.record", said)
    links = [
        {**{name: row[name] for name in ("record_key", "extract", "record_number")}, "probability": 1.0,
         "person_id": f"P{row['record_key'] % 100:03d}0", "link_tier": "L1" if 0 < row["record_key"] < 100 else "L3"}
        for row in said
    ]  # fmt: skip
    world.put("linked.record_link", links)
    asked = {"extract": "税务_个人所得", "extract_b": "公安_户籍人口", "band_code": "linked_just"}
    world.put(
        "linked.link_sample",
        [
            {**asked, "sample_number": f"S2017-12-31-3-12-3-{'ABC'[place] * 8}", "sample_place": place + 1,
             "record_key": 100 + number, "record_number": f"SW{number:05d}", "record_number_b": f"HJ{number:05d}",
             "person_id": f"P{number:03d}0", "candidate_person_id": f"P{number:03d}0"}
            for place, number in enumerate((5, 2, 7))
        ],
    )  # fmt: skip
    world.put(
        "linked.link_review",
        [
            {"record_key": 100 + number, "extract": "税务_个人所得", "record_number": f"SW{number:05d}",
             "person_id": f"P{number:03d}0", "reason_code": "name_conflict"}
            for number in (1, 2)
        ],
    )  # fmt: skip


def _reports(world: World, households: int, batch: datetime.date) -> None:
    conclusions = ("differs_amount", "consistent", "exceeds_limit", "insufficient")
    reports, members, items, evidence = [], [], [], []
    used = ["dibao.income_limit=970(documented)", "dibao_standard=970(documented)", "dibao.vehicle_limit=0(unverified)"]
    for number in range(0, households, 2):
        report, conclusion = f"R-SQ{number:04d}", conclusions[number // 2 % 4]
        differs = conclusion in ("differs_amount", "exceeds_limit")
        reports.append(
            {"report_id": report, "application_number": f"SQ{number:04d}", "programme_code": "dibao",
             "household_id": f"H{number:03d}", "street_code": _place(number)["street_code"],
             "accepted_date": datetime.date(2017, 11, 6), "issued_date": datetime.date(2017, 11, 17), "working_days": 9,
             "conclusion": conclusion, "has_difference": differs, "under_declared": differs, "over_declared": False,
             "exceeds_limit": conclusion == "exceeds_limit",
             "limits_exceeded": ["dibao.income_limit"] if conclusion == "exceeds_limit" else [],
             "verified_income_fen": 340_000, "proven_income_fen": 340_000, "countable_income_fen": 190_000 + number,
             "declared_income_fen": 120_000, "income_is_complete": number % 4 == 0, "benefit_fen": 131_600,
             "member_count": 2, "direction": "adverse" if differs else "neutral",
             "excluded_reason": "missing" if conclusion == "insufficient" else None,
             "sources_missing": ["证券_持仓"] if conclusion == "insufficient" else [], "parameters_used": used}
        )  # fmt: skip
        members += [
            {"report_id": report, "application_number": f"SQ{number:04d}", "person_id": f"P{number:03d}{place}",
             "role": role, "is_declared": place == 0, "is_deceased": False, "is_counted": True, "link_tier": "L1"}
            for place, role in enumerate(("applicant", "child"))
        ]  # fmt: skip
        items += [
            {"report_id": report, "item_code": code, "declared": 120_000, "verified": verified,
             "difference": verified - 120_000 if verified else None, "tolerance": 6_000,
             "verdict": "differs" if differs else "agrees", "direction": "adverse" if differs else "neutral",
             "is_under_declared": differs, "is_over_declared": False}
            for code, verified in (("income", 340_000), ("asset_deposit", None))
        ]  # fmt: skip
        evidence += [
            {"subject_kind": "report", "subject_id": report, "item_code": "income_wage", "person_id": f"P{number:03d}0",
             "extract": "税务_扣缴明细", "record_key": number * 100 + month, "record_number": f"SW{number}{month:02d}",
             "link_tier": "L1", "amount_fen": 340_000, "month": f"2017-{month:02d}", "basis": "monthly",
             "is_counted": month > 1, "is_countable": month > 1,
             "reason_not_counted": None if month > 1 else "duplicate_record"}
            for month in range(1, 13)
        ]  # fmt: skip
    world.put("verified.report", reports)
    world.put("verified.report_member", members)
    world.put("verified.report_item", items)
    world.put("verified.evidence", evidence)
    rates = [
        {"programme_code": code, "period": str(batch.year), "is_cumulative": True, "area_code": area, "unit": "report",
         "rate_kind": kind, "cut_off_date": batch, "numerator": part, "denominator": whole, "rate": part / whole,
         "wilson_low": part / whole * 0.8, "wilson_high": part / whole * 1.2, "bound_low": part / (whole + 4),
         "bound_high": (part + 4) / (whole + 4), "adverse_count": part - 1, "favourable_count": 1, "neutral_count": 0,
         "excluded_withdrawn": 1, "excluded_ended": 1, "excluded_unauthorised": 1, "excluded_objection": 0,
         "excluded_missing": 1, "is_small_sample": whole < 10,
         "official_label": ("检出率" if code == "low_rent_housing" else "差异率")
         if (kind == "detection") == (code == "low_rent_housing") else None}
        for code, part, whole in (("dibao", 50, 258), ("low_rent_housing", 14, 96), ("employment_aid", 2, 9))
        for kind in ("difference", "detection")
        for area in ("city", *STREETS)
    ]  # fmt: skip
    world.put("verified.programme_rate", rates)


def _needs(world: World, households: int, tiers: str) -> None:
    labels = {"n": "none", **{digit: f"tier_{digit}" for digit in "1234"}}
    dealt = [labels[tiers[number % len(tiers)]] for number in range(households)]
    world.put(
        "tiered.household_tier",
        [
            {"household_id": f"H{number:03d}", "circle": "circle_1", "circles_all": ["circle_1"], "tier": tier,
             "tier_low": tier, "tier_high": "tier_1", "rank_in_street": number // 2 + 1,
             "street_code": _place(number)["street_code"], "previous_tier": None}
            for number, tier in enumerate(dealt)
        ],
    )  # fmt: skip
    world.put(
        "scored.household_score",
        [
            {"household_id": f"H{number:03d}", "score_low": 40 - number, "score_high": 60, "coverage_ratio": 0.8,
             "dimensions_hit": 2, "is_multiple": number < 4}
            for number in range(households)
        ],
    )  # fmt: skip
    world.put(
        "scored.household_indicator",
        [
            {"household_id": f"H{number:03d}", "indicator_code": code, "points": 8 if state == "hit_full" else 0,
             "state": state, "evidence": [], "sentence": f"成员患{DIAGNOSIS},存款{BALANCE}元"}
            for number in range(households)
            for code, state in (("serious_illness", "hit_full"), ("living_alone", "no"), ("mental_health", "unknown"))
        ],
    )  # fmt: skip


def _life(number: int, batch: datetime.date) -> dict[str, object]:
    """One is closed; two were raised a month before and nobody has been there, which is overdue; the others are new."""
    status = {4: "merged", 8: "merged", 11: "closed"}.get(number, "generated")
    raised = batch - datetime.timedelta(days=30) if status == "merged" else batch
    return {"status": status, "first_raised_date": raised, "due_date": raised + datetime.timedelta(days=5 + number)}


def _alerts(world: World, households: int, batch: datetime.date) -> None:
    kinds = (("W13", "+", "orange", "policy_not_delivered"), ("W21", "-", "orange", "verify_first"),
             ("W09", "+", "red", "possibly_eligible"), ("W23", "-", "yellow", "verify_first"))  # fmt: skip
    world.put(
        "published.alert",
        [
            {"alert_id": f"A{number:04d}", "rule_code": rule, "household_id": f"H{number:03d}",
             "person_id": f"P{number:03d}1" if rule == "W09" else f"P{number:03d}0", "level": level,
             "direction": direction, "disposition": disposition, "last_raised_date": batch,
             **_life(number, batch), "register_street_code": STREETS[0],
             **{key: _place(number)[key] for key in ("street_code", "committee_code")},
             "sentence": f"可能符合最低生活保障条件而未领取;成员患{DIAGNOSIS},存款{BALANCE}元",
             "suggested_action": "上门核实,告知申请办法", "evidence": ["民政_低保在册#1"]}
            for number in range(households)
            for rule, direction, level, disposition in [kinds[number % 4]]
        ],
    )  # fmt: skip
    missing = {"alert W13": [], "alert W15": ["住建_房屋安全"], "indicator mental_health": ["卫健_精神障碍管理"]}
    world.put("published.rule_status", [
        {"rule_kind": rule.split()[0], "rule_code": rule.split()[1], "missing": lines,
         "status": "not_computable" if lines else "computable"}
        for rule, lines in missing.items()
    ])  # fmt: skip


def _deliveries(world: World, batch: datetime.date) -> None:
    file: dict[str, Any] = {
        "department": "银行", "extract": "银行_账户余额", "file_name": f"银行_账户余额_{batch:%m}.csv",
        "file_sha256": f"{batch:%m%d}" * 16, "rows_read": 10, "rows_accepted": 7, "rows_quarantined": 1,
        "rows_duplicate": 1, "rows_blank": 0, "rows_total_line": 1, "decision": "accepted", "encoding": "gb18030",
    }  # fmt: skip
    nothing = dict.fromkeys((name for name in file if name.startswith("rows_")), 0)
    held = {
        **file, **nothing, "department": "税务", "extract": "税务_个人所得", "file_name": "税务_个人所得.csv",
        "file_sha256": "ff" * 32, "decision": "held", "reason_code": "H02_unit_drift", "reason": "单位疑有变化。",
    }  # fmt: skip
    world.put("landed.delivery", [file, held])
    world.put(
        "landed.quarantined_row",
        [
            {"department": "银行", "extract": "银行_账户余额", "file_name": file["file_name"],
             "row_number": 4, "reason_code": "Q06_amount", "column_name": "余额",
             "row_text": f"Y4|张三|{canary(0)}|工商银行|6222000000000000001|活期|十二元|20171231"}
        ],
    )  # fmt: skip
    world.put(
        "standardised.flag",
        [
            {"record_key": number, "extract": "银行_账户余额", "record_number": f"Y{number}", "term": "id_number",
             "flag_code": "id_bad_checksum"}
            for number in range(3)
        ],
    )  # fmt: skip
    world.put(
        "standardised.银行_账户余额",
        [
            {"record_key": number, "record_number": f"Y{number}", "delivered_batch": str(batch),
             "id_number": canary(number), "balance_fen": 100_00}
            for number in range(7)
        ],
    )  # fmt: skip
