"""The life of an alert over batches: merged, raised, closed, visited, contested; its number and its deadline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assets.published.alerts import alerts, number
from assets.published.statistics import feedback
from assets.tiered import hits
from tests.neighbourhood import DAY, Neighbourhood
from tests.world import World

Row = dict[str, Any]


def told_on(folder: Path, day: str, text: str, previous: Path | None, **put: list[Row]) -> tuple[Row, Path]:
    """The one alert of a neighbourhood of one household on a day, and where its table lies."""
    world = Neighbourhood(folder, [(text, "")], as_of=DAY(day))
    for key, told in put.items():
        world.put(key.replace("__", "."), told)
    hits(world.ws)
    alerts(world.ws, previous)
    (row,) = world.rows("published.alert")
    return row, world.ws.path("published.alert")


STOPPED = "甲 断缴={} 自2017-10-01"


def test_an_alert_is_merged_for_ninety_days_and_keeps_its_number_and_deadline(tmp_path: Path) -> None:
    first, path = told_on(tmp_path, "2017-12-31", STOPPED.format(3), None)
    again, path = told_on(tmp_path, "2018-03-31", STOPPED.format(6), path)
    later, _ = told_on(tmp_path, "2018-06-30", STOPPED.format(9), path)
    assert (first["status"], again["status"], later["status"]) == ("generated", "merged", "generated")
    assert first["alert_id"] == again["alert_id"] != later["alert_id"]
    assert again["due_date"] == first["due_date"] and again["first_raised_date"] == DAY("2017-12-31")
    assert again["last_raised_date"] == DAY("2018-03-31") and later["first_raised_date"] == DAY("2018-06-30")


def test_a_rising_level_brings_the_deadline_forward_only(tmp_path: Path) -> None:
    yellow, path = told_on(tmp_path, "2017-12-31", STOPPED.format(2), None)
    orange, path = told_on(tmp_path, "2018-01-02", STOPPED.format(3), path)
    lower, _ = told_on(tmp_path, "2018-01-03", STOPPED.format(2), path)
    assert (yellow["level"], orange["level"], lower["level"]) == ("yellow", "orange", "orange")
    assert yellow["due_date"] == DAY("2018-01-15") and orange["due_date"] == DAY("2018-01-11") == lower["due_date"]


def test_an_event_waits_for_its_visit_and_a_state_closes_with_its_end(tmp_path: Path) -> None:
    fire, path = told_on(tmp_path / "fire", "2017-12-31", "甲 突发变故=火灾 自2017-10-02", None)
    after, _ = told_on(tmp_path / "fire", "2018-01-31", "甲 突发变故=火灾 自2017-10-02", path)
    assert (fire["status"], after["status"], after["last_raised_date"]) == ("generated", "merged", DAY("2017-12-31"))
    _, path = told_on(tmp_path / "job", "2017-12-31", STOPPED.format(3), None)
    back, path = told_on(tmp_path / "job", "2018-01-31", "甲 正在缴费=2018-01", path)
    gone, _ = told_on(tmp_path / "job", "2018-02-28", STOPPED.format(3), path)
    assert (back["status"], gone["status"], gone["first_raised_date"]) == ("closed", "merged", DAY("2017-12-31"))


def test_a_missing_source_closes_nothing(tmp_path: Path) -> None:
    _, path = told_on(tmp_path, "2017-12-31", STOPPED.format(3), None)
    world = World(tmp_path, DAY("2018-01-31"))
    hits(world.ws)
    alerts(world.ws, path)
    assert [row["status"] for row in world.rows("published.alert")] == ["merged"]


def test_feedback_and_objections_show(tmp_path: Path) -> None:
    first, path = told_on(tmp_path / "visit", "2017-12-31", STOPPED.format(3), None)
    visit = {"alert_id": first["alert_id"], "visited_date": DAY("2018-01-05"), "outcome": "属实"}
    seen, _ = told_on(tmp_path / "visit", "2018-01-31", STOPPED.format(4), path, standardised__社区_走访反馈=[visit])
    assert seen["status"] == "visited"
    objection = {"application_number": "0-2", "status": "受理"}
    paid = "甲 服刑或强制戒毒=服刑 自2017-05-01; 甲 享受待遇=dibao 至2017-12-31; 户 最低生活保障=under_review"
    contested, _ = told_on(tmp_path / "objection", "2017-12-31", paid, None, standardised__核对_异议登记=[objection])
    assert (contested["rule_code"], contested["status"]) == ("W22", "suppressed")


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [("01-05 属实", "visited"), ("01-05 无法联系", "merged"), ("01-05 不属实", "closed"), ("01-05 数据错误", "closed"),
     ("01-05 已迁出", "visited"), ("01-05 拒绝", "visited"), ("01-05 不属实;01-05 属实", "visited"),
     ("01-05 属实;01-08 不属实", "closed"), ("01-05 不属实;01-08 无法联系", "closed"), ("", "merged")],
)  # fmt: skip
def test_what_a_visit_found_decides_what_is_left_to_do(outcomes: str, status: str, tmp_path: Path) -> None:
    first, path = told_on(tmp_path, "2017-12-31", STOPPED.format(3), None)
    visits = [
        {"alert_id": first["alert_id"], "visited_date": DAY(f"2018-{said[:5]}"), "outcome": said[6:], "record_key": key}
        for key, said in enumerate(filter(None, outcomes.split(";")))
    ]
    seen, _ = told_on(tmp_path, "2018-01-31", STOPPED.format(4), path, standardised__社区_走访反馈=visits)
    assert seen["status"] == status


@pytest.mark.parametrize(("day", "status"), [("2018-04-05", "closed"), ("2018-04-06", "merged")])
def test_what_was_called_unfounded_and_goes_on_is_looked_at_again(day: str, status: str, tmp_path: Path) -> None:
    """Ninety days after the visit of 5 January."""
    first, path = told_on(tmp_path, "2017-12-31", STOPPED.format(3), None)
    visit = {"alert_id": first["alert_id"], "visited_date": DAY("2018-01-05"), "outcome": "不属实", "record_key": 1}
    _, path = told_on(tmp_path, "2018-03-20", STOPPED.format(5), path, standardised__社区_走访反馈=[visit])
    later, _ = told_on(tmp_path, day, STOPPED.format(6), path, standardised__社区_走访反馈=[visit])
    assert later["status"] == status


def test_what_was_called_unfounded_and_is_over_stays_closed(tmp_path: Path) -> None:
    first, path = told_on(tmp_path, "2017-12-31", STOPPED.format(3), None)
    visit = {"alert_id": first["alert_id"], "visited_date": DAY("2018-01-05"), "outcome": "不属实", "record_key": 1}
    _, path = told_on(tmp_path, "2018-03-20", STOPPED.format(5), path, standardised__社区_走访反馈=[visit])
    over, _ = told_on(tmp_path, "2018-04-10", "甲 正在缴费=2018-03", path, standardised__社区_走访反馈=[visit])
    assert (over["alert_id"], over["status"]) == (first["alert_id"], "closed")


def test_visits_tell_how_often_a_rule_is_right(tmp_path: Path) -> None:
    world = World(tmp_path, DAY("2018-01-31"))
    found = {"A1": "属实", "A2": "属实", "A3": "不属实", "A4": "无法联系", "A5": "无法联系", "A6": "拒绝"}
    told = {"rule_code": "W09", "street_code": "310101010"}
    world.put("published.alert", [{"alert_id": alert, **told} for alert in found])
    visits = [
        {"alert_id": alert, "visited_date": DAY("2018-01-05"), "outcome": outcome, "record_key": key}
        for key, (alert, outcome) in enumerate(found.items())
    ]
    met_later = {"alert_id": "A5", "visited_date": DAY("2018-01-03"), "outcome": "属实", "record_key": 99}
    world.put("standardised.社区_走访反馈", [*visits, met_later])
    feedback(world.ws)
    (row,) = world.rows("published.rule_feedback")
    counts = [row[name] for name in ("visited_count", "confirmed_count", "unfounded_count", "not_reached_count")]
    assert (counts, row["confirmed_share"]) == ([5, 3, 1, 1], 0.6)


def test_an_alert_about_someone_without_a_household(tmp_path: Path) -> None:
    row, _ = told_on(tmp_path, "2017-12-31", "外 突发变故=火灾 自2017-12-20", None)
    assert (row["household_id"], row["street_code"], row["committee_code"]) == (None, "未定街道", "未定")


def test_numbers_are_keyed_and_sayable() -> None:
    one, other = number(b"key", "W09|h|p|2017-12-31"), number(b"other", "W09|h|p|2017-12-31")
    assert one == number(b"key", "W09|h|p|2017-12-31") != other
    assert len(one) == 12 and one[0] == "A" and not set(one[1:]) & set("ILOU")
