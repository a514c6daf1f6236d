"""The graph as Dagster runs it: what is made of what, and what stops a release."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets.batches import land_in_order
from assets.graph import Made, asset_key, stage_assets
from pipelines.jobs import RELEASE, everything
from pipelines.partitions import BATCH
from pipelines.release.storage import current
from rules.files import RulebookError, RuleFiles
from schemas.tables import tables
from tests.office import BROKEN, NEW, OLD, WIRING, Office, land

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = ROOT / "tests" / "asset_graph.txt"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as made:
        made.add_dynamic_partitions(str(BATCH.name), [OLD, NEW])
        yield made


def execute(office: Office, instance: dg.DagsterInstance, batch: str, *only: str) -> dg.ExecuteInProcessResult:
    job = office.definitions().resolve_job_def(everything.name)
    result: dg.ExecuteInProcessResult = job.execute_in_process(
        instance=instance,
        partition_key=batch,
        asset_selection=[asset_key(key) for key in only] or None,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    return result


def steps(result: dg.ExecuteInProcessResult) -> list[str]:
    return [event.step_key for event in result.all_events if event.is_step_success and event.step_key]


# --- the graph


def lines_of_graph() -> list[str]:
    """`table <- tables it reads`, one line per asset."""
    lines = []
    for made in stage_assets(BATCH, RuleFiles()):
        for spec in made.specs:
            reads = sorted(dep.asset_key.to_user_string() for dep in spec.deps)
            lines.append(f"{spec.key.to_user_string()} <- {', '.join(reads) or '-'}")
    return sorted(lines)


def test_the_asset_graph_is_as_it_was_read() -> None:
    """After a deliberate change: python -m tests.test_orchestration."""
    assert lines_of_graph() == SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_every_table_is_an_asset_with_its_words() -> None:
    specs = {spec.key: spec for made in stage_assets(BATCH, RuleFiles()) for spec in made.specs}
    assert set(specs) == {asset_key(key) for key in tables()}
    for key, table in tables().items():
        spec = specs[asset_key(key)]
        assert table.label() in (spec.description or "")
        assert (spec.group_name, spec.partitions_def) == (table.stage, BATCH)
        columns = [column.name for column in spec.metadata["dagster/column_schema"].columns]
        assert columns == [column.name for column in table.columns()]


def test_a_rule_cannot_read_what_is_made_later(tmp_path: Path) -> None:
    rule = tmp_path / "rules" / "facts" / "tier_known.sql"
    rule.parent.mkdir(parents=True)
    rule.write_text("-- 只为检验\nselect household_id from tiered.household_tier\n", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"rules/facts/tier_known.sql: 读 tiered.household_tier,而这张表之后才造"):
        stage_assets(BATCH, RuleFiles(tmp_path), [Made(land, ("verified.fact",), ("facts/tier_known.sql",))])


def test_definitions_load_and_are_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEDUI_OUT", str(tmp_path))
    from pipelines.definitions import definitions

    dg.Definitions.validate_loadable(definitions)
    graph_of_all = definitions.resolve_asset_graph()
    assert RELEASE in graph_of_all.get_all_asset_keys()
    checked = {check.asset_key for check in graph_of_all.asset_check_keys if check.name == "contract"}
    assert checked == {asset_key(key) for key in tables()}
    assert len((ROOT / "pipelines" / "definitions.py").read_text(encoding="utf-8").splitlines()) <= 40
    assert list(tmp_path.iterdir()) == [], "loading the definitions writes nothing"


# --- runs


def test_a_run_follows_the_wiring_and_tells_counts_only(office: Office, instance: dg.DagsterInstance) -> None:
    result = execute(office, instance, NEW)
    assert result.success
    assert steps(result) == [
        "landed__delivery", "landed__delivery_required_extracts", "linked__person", "scored__area_deprivation",
        "published__release",
    ]  # fmt: skip
    held = [check.asset_key.to_user_string() for check in result.get_asset_check_evaluations() if check.blocking]
    assert sorted(held) == ["landed/delivery", *sorted(key.replace(".", "/") for made in WIRING for key in made.tables)]
    (made,) = result.asset_materializations_for_node("linked__person")
    assert made.metadata["dagster/row_count"].value == 3
    assert set(made.metadata) == {"dagster/row_count", "digest", "seconds", "cpu_seconds", "peak_mib"}
    assert current(office.out) == f"{NEW}-00000000"


def test_one_table_made_anew_is_held_against_its_schema_again(office: Office, instance: dg.DagsterInstance) -> None:
    execute(office, instance, NEW)
    office.deliver(NEW, "甲 甲")
    result = execute(office, instance, NEW, "linked.person")
    assert not result.success and steps(result) == []
    (check,) = result.get_asset_check_evaluations()
    assert (check.asset_key, check.passed) == (asset_key("linked.person"), False)


def test_a_backfill_of_an_old_batch_leaves_the_others_alone(office: Office, instance: dg.DagsterInstance) -> None:
    assert execute(office, instance, OLD).success and execute(office, instance, NEW).success
    before = office.bytes_of("state", "stages", NEW), office.bytes_of("releases", f"{NEW}-00000000")
    office.deliver(OLD, "甲 丁")
    assert execute(office, instance, OLD).success
    assert (office.bytes_of("state", "stages", NEW), office.bytes_of("releases", f"{NEW}-00000000")) == before
    made_anew = pl.read_parquet(office.out / "state" / "stages" / OLD / "linked" / "person.parquet")
    assert made_anew["person_id"].to_list() == ["丁", "甲"]
    assert current(office.out) == f"{NEW}-00000000", "readers are not turned back to an old batch"


def test_a_table_is_handed_the_previous_published_batch(office: Office, instance: dg.DagsterInstance) -> None:
    for batch, households in ((OLD, 1), (NEW, 2), (NEW, 2)):
        execute(office, instance, batch)
        path = office.out / "state" / "stages" / batch / "scored" / "area_deprivation.parquet"
        assert pl.read_parquet(path)["household_count"].item() == households


@pytest.mark.parametrize(
    ("text", "extract", "said"),
    [
        ("甲 甲", "民政_救助申请", "expect_column_values_to_be_unique(person_id): 1 / 2"),
        ("甲 ?", "民政_救助申请", "expect_column_values_to_be_in_set(sex_code): 1 / 2"),
        ("甲", "民政_在册对象", "缺必需的提取: 民政_救助申请"),
    ],
    ids=["repeated key", "unknown code", "required extract"],
)
def test_a_failed_check_stops_the_release(
    office: Office, instance: dg.DagsterInstance, text: str, extract: str, said: str
) -> None:
    shutil.rmtree(office.inbox / NEW)
    office.deliver(NEW, text, extract)
    result = execute(office, instance, NEW)
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert [check.description for check in failed] == [said]
    assert not result.success and current(office.out) is None
    assert not any(step.startswith("scored") for step in steps(result))


def test_an_error_tells_no_value(office: Office, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    office.deliver(NEW, f"甲 {BROKEN}")
    result = execute(office, instance, NEW)
    (failure,) = result.get_step_failure_events()
    assert "linked.person: ValueError in " in failure.event_specific_data.error.to_string()
    logs = [path for path in (tmp_path / "dagster").rglob("*") if path.is_file()]
    texts = [text.encode() for text in (BROKEN, json.dumps(BROKEN)[1:-1])]
    assert logs and not [path for path in logs if any(text in path.read_bytes() for text in texts)]


def test_a_batch_is_landed_after_those_before_it(office: Office) -> None:
    """The Dagster page may begin with the newest batch; what was landed before is left as it is."""
    office.deliver("2018-01-31", "甲")
    ws = office.workspaces().of(NEW)
    assert land_in_order(ws).rows == 1
    old, newer = ws.path("landed.delivery", OLD), ws.path("landed.delivery", "2018-01-31")
    assert old.is_file() and not newer.exists()
    before = old.stat().st_mtime_ns
    land_in_order(ws)
    assert old.stat().st_mtime_ns == before


def test_one_table_made_anew_is_asked_about_the_day_last_asked_for(office: Office) -> None:
    day = datetime.date(2018, 1, 15)
    assert office.workspaces().of(NEW).as_of == datetime.date(2017, 12, 31)
    assert office.workspaces(**{NEW: day}).of(NEW).as_of == day
    assert office.workspaces().of(NEW).as_of == day
    assert office.workspaces().of(OLD).as_of == datetime.date(2017, 11, 30)


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(lines_of_graph()) + "\n", encoding="utf-8")
