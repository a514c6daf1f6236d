"""Why a record is whose it is: comparisons in words, sums that add up, refusals with a reason, nothing clear shown."""

from __future__ import annotations

import datetime
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from assets.linked import assign, told
from pipelines import link_trace
from pipelines.release.link_page import waterfall
from rules.linkage import ids, pairs, tables
from rules.linkage.sampling import review
from rules.linkage.settings import settings
from schemas.codes import code_lists
from tests.departments import MEDICAL, REGISTER, TAX, Departments, crowd, number
from tests.neighbourhood import rows

FIELDS = {
    "name": "name_text", "birth": "birth_date", "sex": "sex_code", "phone": "phone", "address": "address",
    "id": "id_text", "application": "application_number", "household": "register_household_number",
}  # fmt: skip
EMPTY = dict.fromkeys([*FIELDS.values(), "id_number", "shared_number"])


def cells(comparison: str, text: str) -> dict[str, Any]:
    value = datetime.date.fromisoformat(text) if comparison == "birth" and text else text or None
    more = {"id_number": ids.canonical(text).number} if comparison == "id" and text else {}
    return EMPTY | {FIELDS[comparison]: value} | more


@pytest.mark.parametrize("case", rows("linkage/pairs.csv"), ids=lambda case: case["说明"])
def test_two_cells_compared(case: dict[str, str]) -> None:
    comparison = case["比较项"]
    found = pairs.levels(cells(comparison, case["甲"]), cells(comparison, case["乙"]), bearers=0, people=20_000)
    (item,) = (item for item in settings().comparison if item.name == comparison)
    assert item.levels[found[comparison]].label == case["级别"]
    assert all(level == 0 for name, level in found.items() if name != comparison)


@pytest.fixture
def office(tmp_path: Path) -> Departments:
    return Departments(tmp_path)


def said(office: Departments, record: str) -> list[str]:
    with office.ws.session(*link_trace.READ) as con:
        return list(link_trace.record(con, record))


def compared(office: Departments, one: str, other: str) -> list[str]:
    with office.ws.session(*link_trace.READ) as con:
        return list(link_trace.between(con, one, other))


def test_a_probable_link_is_told_step_by_step(office: Departments) -> None:
    own = office.person("欧阳明月", "1985-06-07", 21, "H1")
    office.person("欧阳明亮", "1985-06-07", 23, "H2")
    office.row(MEDICAL, "Y1", name="欧阳明月", birth="1985-06-07")
    office.link()
    lines = said(office, f"{MEDICAL}#Y1")
    who, rival = office.who(f"{REGISTER}#R-{own}"), office.who(f"{REGISTER}#R-{number('1985-06-07', 23)}")
    assert lines[0].startswith(f"记录 {MEDICAL}#Y1 · 人 {who} · L3 概率匹配")
    assert lines[1] == "证件号为何定不了人: 没有证件号"
    assert any(line.startswith("[第 1 名逐项] · 第二名 " + rival) for line in lines)
    told_lines = [line.split() for line in lines if line.startswith("  ") and "比特" not in line]
    steps = {words[0]: float(words[-1]) for words in told_lines if words[-1][0] in "+-" and len(words) <= 3}
    total = steps.pop("合计")
    assert {"起点", "姓名", "出生日期", "实测修正"} <= set(steps)
    assert sum(steps.values()) == pytest.approx(total, abs=0.05 * len(steps) + 0.05)
    text = "".join(lines)
    assert "欧阳" not in text and own not in text and own[6:14] not in text


def test_a_valid_id_needs_no_weighing(office: Departments) -> None:
    own = office.person("张建国", "1975-05-06", 13, "H1")
    office.row(TAX, "T1", own, name="张建国")
    office.link()
    assert said(office, f"{TAX}#T1")[1] == "证件号有效,姓名与持证人相容,直接归于持证人"


def test_refusals_say_why(office: Departments) -> None:
    for place in range(8):
        office.person("张伟", f"19{60 + place}-01-0{place + 1}", 11, f"W{place}")
    elder = office.person("王子涵", "2010-10-10", 21, "H1", "子女")
    younger = office.person("王子萱", "2010-10-10", 23, "H1", "子女")
    office.row(MEDICAL, "Y1", name="张伟")
    office.row(MEDICAL, "Y2", name="王*", birth="2010-10-10", sex="1")
    office.row(TAX, "T1", elder, name="孙大圣", birth="1999-09-09")
    office.link()
    assert any("没有候选" in line or "只有姓名相同" in line for line in said(office, f"{MEDICAL}#Y1"))
    assert any("分不出高下" in line or "把握不到" in line for line in said(office, f"{MEDICAL}#Y2"))
    (holder,) = (line for line in said(office, f"{TAX}#T1") if line.startswith("证件号为何定不了人"))
    assert holder == (
        "证件号为何定不了人: 证件号有效,姓名与持证人不相容;"
        f"所写证件的持证人 {office.who(f'{REGISTER}#R-{elder}')},出生日期与证件不符"
    )
    lines = compared(office, f"{REGISTER}#R-{elder}", f"{REGISTER}#R-{younger}")
    assert lines[0].endswith("不是同一人") and "两条都有有效证件号,不同: 未经裁定不并为一人" in lines
    assert any("出生日期" in line for line in lines)


def test_a_reviewers_decision_is_quoted(office: Departments) -> None:
    own = office.person("欧阳明月", "1985-06-07", 21, "H1")
    office.row(MEDICAL, "Y1", name="欧阳明月", birth="1985-06-07")
    office.decide(f"{REGISTER}#R-{own}", f"{MEDICAL}#Y1", "不同人")
    office.link()
    lines = compared(office, f"{MEDICAL}#Y1", f"{REGISTER}#R-{own}")
    assert lines[0].endswith("不是同一人") and "裁定 2017-11-01: 不同人" in lines


def test_every_residual_record_can_be_explained(office: Departments) -> None:
    crowd(office, 4)
    office.link()
    residual = {row["record_key"] for row in office.rows("linked.link_residual")}
    assert residual >= {row["record_key"] for row in office.links.values() if row["link_tier"] != "L1"}
    linked = {row["first_key"]: row for row in office.rows("linked.link_candidate") if row["outcome_code"] == "linked"}
    of_record = {row["record_key"]: row["first_key"] for row in office.rows("linked.link_residual")}
    for row in office.links.values():
        candidate = linked.get(of_record.get(row["record_key"], -1))
        assert candidate is None or candidate["candidate_person_id"] == row["person_id"]
    for candidate in office.rows("linked.link_candidate"):
        assert candidate["candidate_place"] <= settings().quality.candidates_kept


def written(folder: str, column: str) -> set[str]:
    """Codes that the files of a folder of rules/linkage can write into a column, as constants or branches of a case."""
    found: set[str] = set()
    for path in sorted((Path(tables.__file__).parent / folder).glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        found |= set(re.findall(rf"'(\w+)' as {column}\b", sql))
        for case in re.findall(rf"\bcase\b((?:(?!\bcase\b).)*?)\bend(?:::\w+)? as {column}\b", sql, re.DOTALL):
            found |= set(re.findall(r"(?:then|else) '(\w+)'", case))
    return found


def test_every_code_that_is_written_has_a_chinese_label() -> None:
    lists = code_lists(None)
    by_judge = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', inspect.getsource(assign._Judge.verdict)))
    reasons = written("persons", "reason_code") | by_judge
    assert reasons == set(lists["review_reason"]) - {"sample"}
    assert written("explain", "residual_code") == set(lists["link_residual"])
    assert written("explain", "outcome_code") == set(lists["link_outcome"])
    assert written("matching", "birth_of_holder") == set(lists["holder_birth"])
    assert {band.code for band in review().band} == set(lists["review_band"])
    for name in ("review_reason", "link_residual", "link_outcome", "holder_birth", "review_band"):
        assert all(re.search("[一-鿿]", entry.label) for entry in lists[name].values())


def test_links_below_the_floor_hold_the_release(office: Departments) -> None:
    crowd(office, 5)
    office.link()
    assert told.below_floor(office.ws) == []
    assert told.line_of(office.ws).startswith("残余记录 ")
    poor = [{**row, "rate": 0.5, "rate_low": 0.4, "rate_high": 0.6, "is_below_floor": row["group_kind"] == "all"}
            for row in office.rows("linked.quality")]  # fmt: skip
    office.put("linked.quality", [row | {"floor_ratio": 0.75} for row in poor if row["measure_code"] == "recall"])
    assert told.below_floor(office.ws) == ["查全率 50%(95% 区间 40% - 60%)不到下限 75%(参数 link_recall_floor)"]
    office.put("linked.quality", [])
    assert told.below_floor(office.ws) == [] and told.line_of(office.ws) == "没有可以自测的残余记录"


def test_a_waterfall_is_drawn_to_its_sum() -> None:
    drawn = waterfall([("起点", "任取一名候选", -9.0), ("姓名", "同<b>", 12.0)])
    assert drawn == waterfall([("起点", "任取一名候选", -9.0), ("姓名", "同<b>", 12.0)])
    assert 'aria-label="分量合计 +3.0 比特"' in drawn and "<b>" not in drawn
    assert drawn.count("<rect") == 3 and drawn.startswith("<svg") and drawn.endswith("</svg>")
