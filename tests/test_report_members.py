"""Who is of a report's household, and what each of them declared."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tests.test_report_papers import Families
from tests.world import World

Row = dict[str, Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    told = Families()
    for name, sex in (("兄", "2"), ("弟", "1")):
        told.family(name, members=2)
        told.person(f"{name}的伴", "别处", sex_code=sex)
        told.names[f"{name}的伴"] = "同名"
        told.person(f"{name}的儿子", name, name_text="同名")
        told.add("民政_申请家庭成员", f"{name}的伴", application_number=name, relation="其他", declared_income_fen=0)
        told.sign(name, f"{name}的伴")
    for name, batches in (("一", ("2021-12-01", "2021-12-29")), ("二", ("2021-12-29", "2021-12-01"))):
        told.family(name, 1000)
        told.add("人社_养老待遇", name, month="2021-12", pension_fen=100_000)
        told.rows["民政_申请家庭成员"][-1]["delivered_batch"] = batches[0]
        told.add("民政_申请家庭成员", name, application_number=name, relation="本人", declared_income_fen=60_000,
                 delivered_batch=batches[1], record_number=f"重报{name}")  # fmt: skip
    told.family("逝", members=2)
    told.persons[-1]["deceased_date"] = datetime.date(2021, 12, 5)
    told.person("逝的妻子", "逝")
    told.add("民政_申请家庭成员", "逝的妻子", application_number="逝", relation="配偶", declared_income_fen=0)
    told.sign("逝", "逝的妻子")
    return told.settle(tmp_path_factory.mktemp("members"))


@pytest.fixture(scope="module")
def reports(world: World) -> dict[str, Row]:
    return {row["application_number"]: row for row in world.rows("verified.report")}


def test_a_namesake_of_the_other_sex_is_left_out(reports: dict[str, Row]) -> None:
    """The listed one and the son of the register have one name: a woman is no son, a man may be."""
    assert (reports["兄"]["member_count"], reports["弟"]["member_count"]) == (3, 2)


def test_the_report_of_a_dead_applicant_is_of_the_household_that_remains(reports: dict[str, Row], world: World) -> None:
    assert (reports["逝"]["household_id"], reports["逝"]["member_count"]) == ("逝的妻子", 1)
    counted = [r for r in world.rows("verified.rate_subject") if (r["unit"], r["report_id"]) == ("household", "R-逝")]
    assert [row["subject_id"] for row in counted] == ["逝的妻子"]


def test_the_newest_delivery_says_what_a_member_declared(world: World) -> None:
    """Told twice under different record numbers: 1,000 and 600, the second one later or earlier."""
    rows = {r["application_number"]: r["declared_income_fen"] for r in world.rows("verified.report_member")
            if r["person_id"] in ("一", "二")}  # fmt: skip
    assert rows == {"一": 60_000, "二": 100_000}
