"""When it runs by itself: the sensor that sees deliveries arrive, the schedules, the instance that queues the runs."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._utils.schedules import schedule_execution_time_iterator

from pipelines.partitions import BATCH, content_digest
from pipelines.schedules import SCHEDULES, ZONE, comparison_twice_a_week, scores_monthly
from pipelines.sensors import new_delivery
from tests.office import NEW, OLD, Office

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as made:
        made.add_dynamic_partitions(str(BATCH.name), [OLD, NEW])
        yield made


def look(office: Office, cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    context = dg.build_sensor_context(cursor=cursor, resources={"workspaces": office.workspaces()})
    result = new_delivery(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def looked_twice(office: Office, cursor: str | None = None) -> dg.SensorResult:
    """What comes out once nothing moved between two looks."""
    first = look(office, cursor)
    assert isinstance(first, dg.SensorResult) and not first.run_requests, "perhaps still on its way"
    second = look(office, first.cursor)
    assert isinstance(second, dg.SensorResult)
    return second


def test_the_sensor_sees_a_delivery_by_its_content(office: Office) -> None:
    first = looked_twice(office)
    digests = [content_digest(office.inbox, batch) for batch in (OLD, NEW)]
    asked = [(request.partition_key, request.run_key) for request in first.run_requests or []]
    assert asked == [(OLD, digests[0]), (NEW, digests[1])]
    (added,) = first.dynamic_partitions_requests or []
    assert (added.partitions_def_name, list(added.partition_keys)) == ("batch", [OLD, NEW])

    path = office.deliver(NEW, "甲 乙 丙")
    (path.parent / ".民政_x.csv.part").write_text("half", encoding="utf-8")
    again = looked_twice(office, first.cursor)
    assert not again.run_requests, "written again with the same content, and a file still on its way"

    times = path.stat()
    office.deliver(NEW, "甲 乙 丁")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    changed = looked_twice(office, first.cursor)
    assert [r.partition_key for r in changed.run_requests or []] == [NEW], "the same size and modification time"
    assert [r.run_key for r in changed.run_requests or []] == [content_digest(office.inbox, NEW)] != digests[1:]


def test_a_delivery_that_grows_is_waited_for(office: Office) -> None:
    cursor = looked_twice(office).cursor
    for names in ("甲 乙 丙 丁", "甲 乙 丙 丁 戊", "甲 乙 丙 丁 戊 己"):
        office.deliver(NEW, names)
        growing = look(office, cursor)
        assert isinstance(growing, dg.SensorResult) and not growing.run_requests
        assert "还在复制" in str(growing.skip_reason)
        cursor = growing.cursor
    whole = look(office, cursor)
    assert isinstance(whole, dg.SensorResult)
    assert [r.run_key for r in whole.run_requests or []] == [content_digest(office.inbox, NEW)]


def test_the_sensor_says_why_it_does_nothing(office: Office) -> None:
    again = look(office, looked_twice(office).cursor)
    assert isinstance(again, dg.SensorResult) and "没有变化" in str(again.skip_reason)
    shutil.rmtree(office.inbox)
    assert "不存在" in str(look(office))
    office.inbox.mkdir()
    (office.inbox / "readme").mkdir()
    assert "还没有批次" in str(look(office))


def ticks(schedule: dg.ScheduleDefinition, count: int) -> list[str]:
    begin = datetime.datetime(2017, 12, 31, tzinfo=datetime.UTC).timestamp()
    times = schedule_execution_time_iterator(begin, schedule.cron_schedule, schedule.execution_timezone)
    return [f"{next(times):%a %F %H:%M %z}" for _ in range(count)]


def test_when_the_schedules_run() -> None:
    assert {schedule.execution_timezone for schedule in SCHEDULES} == {ZONE}
    assert ticks(comparison_twice_a_week, 3) == [
        "Tue 2018-01-02 06:00 +0800", "Fri 2018-01-05 06:00 +0800", "Tue 2018-01-09 06:00 +0800",
    ]  # fmt: skip
    assert ticks(scores_monthly, 2) == ["Mon 2018-01-01 04:00 +0800", "Thu 2018-02-01 04:00 +0800"]


def test_schedules_take_the_newest_batch_that_has_arrived(office: Office, instance: dg.DagsterInstance) -> None:
    def tick(schedule: dg.ScheduleDefinition, *day: int) -> object:
        context = dg.build_schedule_context(
            instance=instance,
            scheduled_execution_time=datetime.datetime(*day, 6, tzinfo=datetime.UTC),  # type: ignore[misc]
            resources={"workspaces": office.workspaces()},
        )
        return schedule(context)

    newest, older = tick(comparison_twice_a_week, 2018, 1, 2), tick(comparison_twice_a_week, 2017, 12, 5)
    assert (newest.partition_key, older.partition_key) == (NEW, OLD)  # type: ignore[attr-defined]
    assert "还没有批次" in str(tick(comparison_twice_a_week, 2017, 1, 3))
    assert f"批次 {NEW} 尚未核对" in str(tick(scores_monthly, 2018, 1, 1))
    made = office.out / "state" / "stages" / NEW / "verified" / "report.parquet"
    made.parent.mkdir(parents=True)
    made.touch()
    assert tick(scores_monthly, 2018, 1, 1).partition_key == NEW  # type: ignore[attr-defined]


def test_the_instance_runs_one_thing_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    with dg.DagsterInstance.get() as instance:
        assert not instance.telemetry_enabled
        assert not instance.run_retries_enabled
        concurrency = instance.get_concurrency_config()
        assert concurrency.pool_config.default_pool_limit == 1
        assert concurrency.run_queue_config and concurrency.run_queue_config.max_concurrent_runs == 1
    assert "127.0.0.1" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert yaml.safe_load((ROOT / "dagster.yaml").read_text(encoding="utf-8"))["storage"].keys() == {"sqlite"}
