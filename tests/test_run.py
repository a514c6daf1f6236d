"""The whole job on the shipped sample, run once as a person runs it: what is printed, and what can be asked then."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets import graph
from assets.workspace import Workspace
from pipelines.cli import main
from schemas.codes import code_lists
from schemas.linked import Person
from tests.conftest import Run

DAY = "2017-12-31"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def ran(sample: Run) -> Ran:
    return Ran(sample)


class Ran:
    """The finished run of the sample, with what this module asks of it."""

    def __init__(self, sample: Run) -> None:
        self.out, self.release, self.printed = sample.out, sample.release, sample.printed
        self.ws = Workspace(self.out, DAY, datetime.date(2017, 12, 31))

    def table(self, key: str) -> pl.DataFrame:
        return pl.read_parquet(self.ws.path(key))


def test_it_says_where_the_release_is(ran: Ran) -> None:
    assert re.fullmatch(DAY + r"-[0-9a-f]{8}", ran.release.name)
    assert ran.printed[0] == f"发布  out/releases/{ran.release.name}"
    assert (ran.release / "warehouse.duckdb").is_file()


def test_it_prints_the_rate_of_every_programme_with_its_numerator(ran: Ran) -> None:
    rates = ran.table("verified.programme_rate").filter(
        (pl.col("area_code") == "city")
        & pl.col("is_cumulative")
        & pl.col("official_label").is_not_null()
        & (pl.col("unit") == "report")
    )
    labels = code_lists()["programme"]
    assert rates.height >= 12
    for row in rates.iter_rows(named=True):
        (line,) = [line for line in ran.printed if line.startswith(labels[row["programme_code"]].label + " ")]
        assert row["official_label"] in line and f" {row['numerator']}/{row['denominator']} " in line
        assert row["rate"] is None or f" {row['rate']:.1%} " in line
        assert ("小样本" in line) == row["is_small_sample"]


def test_it_prints_tiers_alerts_deliveries_and_what_it_could_not_do(ran: Ran) -> None:
    text = "\n".join(ran.printed)
    (tiers,) = [line for line in ran.printed if line.startswith("关注等级")]
    assert (
        sum(int(number.replace(",", "")) for number in re.findall(r" ([\d,]+) 户", tiers))
        == ran.table("linked.household").height
    )
    alerts = ran.table("published.alert")
    assert f"告警  {alerts.height:,} 条" in text
    for rule in alerts["rule_code"].unique():
        printed = [int(line.split()[-1]) for line in ran.printed if line.startswith(f"  {rule} ")]
        assert sum(printed) == alerts.filter(pl.col("rule_code") == rule).height
    refused = ran.table("published.rule_status").filter(pl.col("status") == "not_computable").height
    assert f"不可计算的规则  {refused} 条" in text
    assert re.search(r"送达  接收 \d+ 份.*隔离 [\d,]+ 行", text) and re.search(r"未核实参数  \d+ 个", text)


def test_nothing_printed_holds_an_identity(ran: Ran) -> None:
    identity = ran.table("linked.identity")
    text = "\n".join(ran.printed)
    assert not re.search(r"\d{17}[\dXx]|1[3-9]\d{9}", text)
    names = {name for name in identity["name_text"].drop_nulls() if len(name) > 2}
    assert len(names) > 100 and not [name for name in names if name in text]


def test_every_asset_opens_only_what_it_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The arrows of the graph are true: what a function opens, made once from nothing, its asset depends on."""
    opened: set[str] = set()
    session = Workspace.session

    def watched(ws: Workspace, *keys: str, **options: Any) -> Any:
        opened.update(keys)
        return session(ws, *keys, **options)

    monkeypatch.setattr(Workspace, "session", watched)
    (tmp_path / DAY).mkdir()
    ws = Workspace(tmp_path / "out", DAY, datetime.date(2017, 12, 31), tmp_path, key=bytes(32))
    assets = graph.stage_assets(dg.StaticPartitionsDefinition([DAY]), graph.RuleFiles())
    for made, asset in zip(graph.WIRING, assets, strict=True):
        opened.clear()
        graph.written_by(made, ws)
        depends = {dep.asset_key for spec in asset.specs for dep in spec.deps} | {spec.key for spec in asset.specs}
        assert {graph.asset_key(key) for key in opened} <= depends, made.tables


def explained(ran: Ran, capsys: Capture, wanted: str) -> str:
    assert main(["explain", wanted, "--out", str(ran.out)]) == 0
    return capsys.readouterr().out


def test_explain_tells_a_report_by_its_rows(ran: Ran, capsys: Capture) -> None:
    report = ran.table("verified.report").filter(pl.col("has_difference")).sort("report_id").row(0, named=True)
    text = explained(ran, capsys, report["report_id"])
    assert text == explained(ran, capsys, report["application_number"])
    evidence = ran.table("verified.evidence").filter(pl.col("subject_id") == report["report_id"])
    assert evidence.height > 0
    for row in evidence.iter_rows(named=True):
        assert f"{row['extract']}#{row['record_number']}" in text
    for used in report["parameters_used"]:
        parameter = ran.ws.rulebook.parameters[used.split("=")[0]]
        value = parameter.on(datetime.date(2017, 12, 31))
        assert value is not None and re.search(f"{re.escape(parameter.label)} .*{value.status}", text)


def test_explain_tells_an_alert_a_household_and_a_person(ran: Ran, capsys: Capture) -> None:
    alert = ran.table("published.alert").filter(pl.col("person_id").is_not_null()).sort("alert_id").row(0, named=True)
    text = explained(ran, capsys, alert["alert_id"])
    assert alert["sentence"] in text and all(source in text for source in alert["evidence"])
    household = explained(ran, capsys, alert["household_id"])
    assert alert["alert_id"] in household and alert["person_id"] in household
    indicators = ran.table("scored.household_indicator").filter(pl.col("household_id") == alert["household_id"])
    assert all(sentence in household for sentence in indicators["sentence"])
    person = explained(ran, capsys, alert["person_id"])
    links = ran.table("linked.record_link").filter(pl.col("person_id") == alert["person_id"])
    assert all(f"{row['extract']}#{row['record_number']}" in person for row in links.iter_rows(named=True))
    identity = ran.table("linked.identity").filter(pl.col("person_id") == alert["person_id"]).row(0, named=True)
    said = household + person + text
    assert not [
        name for name in ("name_text", "id_number", "phone", "address") if identity[name] and identity[name] in said
    ]


def test_explain_says_when_the_tables_are_no_longer_those_of_the_release(ran: Ran, capsys: Capture) -> None:
    report = ran.table("verified.report").sort("report_id")["report_id"][0]
    assert "注意" not in explained(ran, capsys, report)
    path = ran.ws.path("scored.household_score")
    published = path.read_bytes()
    pl.read_parquet(path).with_columns(score_high=pl.col("score_high") + 1).write_parquet(path)
    try:
        assert "又算过而没有发布" in explained(ran, capsys, report).splitlines()[1]
    finally:
        path.write_bytes(published)


def test_explain_of_what_is_not_there_is_one_sentence(
    ran: Ran, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["explain", "nobody", "--out", str(ran.out)]) == 2
    assert re.fullmatch(r"hedui: \[E-ID\] .*nobody\n", capsys.readouterr().err)
    assert main(["explain", "nobody", "--out", str(tmp_path)]) == 2
    assert re.fullmatch(r"hedui: \[E-RELEASE\] .*\n", capsys.readouterr().err)


def test_check_finds_the_release_whole_and_a_change_in_a_copy(ran: Ran, capsys: Capture, tmp_path: Path) -> None:
    assert main(["check", str(ran.release)]) == 0, capsys.readouterr().out
    copy = shutil.copytree(ran.release, tmp_path / ran.release.name)
    with (copy / "report" / "index.html").open("ab") as page:
        page.write(b" ")
    assert main(["check", str(copy)]) == 1
    assert "report/index.html" in capsys.readouterr().out


def test_bad_input_afterwards_leaves_the_release_alone(ran: Ran, capsys: Capture, tmp_path: Path) -> None:
    """Of the next batch only one required extract arrives, and damaged: one sentence, and what was stays as it was."""
    out = shutil.copytree(ran.out, tmp_path / "out")
    before = published(out)
    folder = tmp_path / "inbox" / "2018-01-31" / "民政"
    folder.mkdir(parents=True)
    (folder / "民政_救助申请.csv").write_bytes(b"\xff\xfe\x00broken")
    code = main(["run", "--inbox", str(tmp_path / "inbox"), "--as-of", "2018-01-31", "--out", str(out)])
    error = capsys.readouterr().err.splitlines()
    expected = "hedui: [E-REQUIRED] 未发布: 必需的提取 民政_救助申请 不可用(民政_救助申请.csv"
    assert code == 2 and error[-1].startswith(expected), error
    assert published(out) == before


def published(out: Path) -> dict[str, bytes]:
    """Every file that readers see."""
    files = [path for path in out.rglob("*") if path.is_file() and path.relative_to(out).parts[0] != "state"]
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def test_duckdb_leaves_a_quarter_of_the_memory_to_the_rest_of_the_process(tmp_path: Path) -> None:
    ws = Workspace(tmp_path, DAY, datetime.date(2017, 12, 31), memory="2GiB")
    with ws.session() as con:
        assert con.sql("select current_setting('memory_limit')").fetchall() == [("1.5 GiB",)]


@pytest.mark.parametrize(("rows", "threads"), [(3, 1), (4, 2), (None, 2)])
def test_a_second_thread_is_for_long_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int | None, threads: int
) -> None:
    """Up to FEW_ROWS in the longest table one thread; who reads no table says nothing of how much work there is."""
    monkeypatch.setattr("assets.workspace.FEW_ROWS", 3)
    ws = Workspace(tmp_path, DAY, datetime.date(2017, 12, 31), threads=2)
    if rows is not None:
        frame = pl.DataFrame({name: [None] * rows for name in ("person_id", "birth_year", "sex_code")})
        ws.write_frame(frame.with_columns(is_registered=pl.lit(True), is_deceased=pl.lit(False)), Person)
    with ws.session("linked.person", "linked.household") as con:
        assert con.sql("select current_setting('threads')").fetchall() == [(threads,)]
