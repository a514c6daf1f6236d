"""Four things are changed at once in a made-up town; every changed outcome is put down to the one that caused it."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.progress import Progress
from pipelines.rerun.recorded import recorded
from pipelines.rerun.why_changed import Told, why_changed
from pipelines.run import Order, run
from tests.conftest import ROOT, Town, bureau

PARAMETER = """
[high_self_paid_general]
label = "一般参保人年度自付医疗费提示线"
unit = "元/人/年"
values = [ { from = 2010-04-01, is = 1000000, basis = "试改", status = "proposal" } ]
"""
DECISION = (
    "裁定编号,甲来源,甲记录号,乙来源,乙记录号,裁定,裁定人,裁定日期\nCD1,{},{},公安_户籍人口,{},不同人,甲,2018-01-02\n"
)


class Planted(NamedTuple):
    """The town's output folder with one release more, and what was changed for it."""

    out: Path
    old: str
    new: str
    application: str
    person: str
    household: str
    certificate: str


@pytest.fixture(scope="module")
def planted(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """One data row, one parameter, one rule file and one reviewer's decision are changed, then it is run again."""
    folder = tmp_path_factory.mktemp("planted")
    out = shutil.copytree(town.out, folder / "out", ignore=shutil.ignore_patterns("spill"))
    inbox = shutil.copytree(town.inbox, folder / "inbox")
    rules = bureau(folder / "bureau") / "rules"
    release = recorded(out, town.second)
    day = inbox / release.batch
    application = _declare_less(release.table("verified.report"), inbox, release.batch)
    alert = (
        release.table("published.alert")
        .filter(pl.col("rule_code") == "W17", pl.col("evidence").list.len() == 1).sort("person_id").row(0, named=True)
    )  # fmt: skip
    extract, number = alert["evidence"][0].split("#")
    links = release.table("linked.record_link").filter(pl.col("person_id") == alert["person_id"])
    register = links.filter(pl.col("extract") == "公安_户籍人口")["record_number"][0]
    (day / "核对中心").mkdir(exist_ok=True)
    decision = DECISION.format(extract, number, register)
    (day / "核对中心" / "核对_链接裁定.csv").write_text(decision, encoding="gb18030")
    (rules / "parameters" / "alerts.toml").write_text(PARAMETER, encoding="utf-8")
    rule = (ROOT / "rules" / "alerts" / "very_old_alone.toml").read_text(encoding="utf-8")
    (rules / "alerts").mkdir()
    changed = rule.replace('level = "orange"', 'level = "yellow"')
    (rules / "alerts" / "very_old_alone.toml").write_text(changed, encoding="utf-8")
    order = Order(inbox, release.as_of, out, rules.parent)
    new = run(order, Progress(io.StringIO()))[1].name
    return Planted(out, town.second, new, application, alert["person_id"], alert["household_id"], number)


def _declare_less(reports: pl.DataFrame, inbox: Path, batch: str) -> str:
    """The newest delivery corrects one application to ten yuan a month; hands back its number."""
    agreed = reports.filter(pl.col("conclusion") == "consistent", pl.col("declared_income_fen") > 100_000)
    numbers = set(agreed["application_number"])
    files = [inbox / day.name / "民政" / "民政_救助申请.csv" for day in sorted(inbox.iterdir()) if day.name <= batch]
    newest = _rows(files[-1])
    row = next(row for file in files for row in _rows(file) if row[0] in numbers)
    row[newest[0].index("申报家庭月收入")] = "10.00"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*(other for other in newest if other[0] != row[0]), row])
    files[-1].write_bytes(text.getvalue().encode(_encoding(files[-1])))
    return row[0]


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding=_encoding(path)))))


def _encoding(path: Path) -> str:
    return "utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "gb18030"


@pytest.fixture(scope="module")
def told(planted: Planted) -> Told:
    old, new = (recorded(planted.out, name) for name in (planted.old, planted.new))
    return why_changed(old, new, lambda step: None)


def causes(told: Told, **about: str) -> set[tuple[str, str]]:
    found = told.changes.filter(pl.col(name) == value for name, value in about.items())
    return set(found.select("cause", "said").iter_rows())


def test_the_data_row_is_named_with_its_column(told: Told, planted: Planted) -> None:
    said = f"民政_救助申请#{planted.application} 内容有变(申报家庭月收入)"
    assert causes(told, kind="结论") == {("数据", said)}


def test_the_parameter_is_named_old_and_new(told: Told) -> None:
    gone = told.changes.filter(pl.col("subject_id").str.starts_with("W02"))
    assert gone.height > 1 and set(gone["new"]) == {"无"}
    assert set(gone["cause"]) == {"参数"}
    assert set(gone["said"]) == {"high_self_paid_general 26000 -> 1000000 元/人/年"}


def test_the_rule_file_is_named_with_its_digests(told: Told) -> None:
    lowered = told.changes.filter(pl.col("subject_id").str.starts_with("W14"))
    assert set(lowered.select("old", "new", "cause").iter_rows()) == {("橙", "黄", "规则")}
    assert lowered["said"].str.contains(r"^rules/alerts/very_old_alone.toml [0-9a-f]{8} -> [0-9a-f]{8}$").all()


def test_the_decision_is_named_with_the_record_that_moved(told: Told, planted: Planted) -> None:
    ((cause, said),) = causes(told, subject_id=f"W17·{planted.person}")
    assert cause == "归人"
    assert said.startswith(f"裁定 核对_链接裁定: 残联_持证残疾人#{planted.certificate} 改归({planted.person} -> P")
    assert {cause for cause, _ in causes(told, kind="等级", household_id=planted.household)} <= {"归人"}


def test_nothing_is_left_without_a_cause_and_the_table_adds_up(told: Told) -> None:
    assert set(told.changes["cause"]) == {"数据", "归人", "参数", "规则"}
    assert "归因方法: 逐项重做(每次只改一项,共 4 次),与后一发布相同的即为原因" in told.lines
    start = told.lines.index("变动,按原因(单位: 结论、金额为份,等级为户,告警为条)")
    rows = [line.split() for line in told.lines[start + 2 : start + 6]]
    assert sum(int(number) for row in rows for number in row[1:]) == told.changes.height


@pytest.fixture(scope="module")
def forgetful(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same output folder after the deliveries of one extract were purged."""
    out = tmp_path_factory.mktemp("forgetful") / "out"
    shutil.copytree(planted.out, out, ignore=shutil.ignore_patterns("spill"))
    next((out / "state" / "landed" / "车管_机动车").glob("*.parquet")).unlink()
    return out


def test_without_the_deliveries_the_evidence_speaks_and_the_text_says_so(planted: Planted, forgetful: Path) -> None:
    told = why_changed(recorded(forgetful, planted.old), recorded(forgetful, planted.new), lambda step: None)
    assert any(line.startswith("归因方法: 有 1 份送达的内容已不在") for line in told.lines)
    ((cause, said),) = causes(told, subject_id=f"W17·{planted.person}")
    assert cause == "归人" and planted.certificate in said
    general = told.changes.filter(pl.col("subject_id").str.starts_with("W02"))
    assert general["said"].str.contains("high_self_paid_general 26000 -> 1000000").all()


def test_the_command_tells_one_household_and_writes_all_as_csv(
    planted: Planted, forgetful: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["why-changed", planted.old, planted.new, planted.household, "--csv", str(tmp_path)]
    assert main([*asked, "--out", str(forgetful)]) == 0
    text = capsys.readouterr().out
    assert f"只看 {planted.household}" in text and f"告警 W17·{planted.person}  橙 -> 无" in text and "W02" not in text
    assert set(pl.read_csv(tmp_path / "变动原因.csv")["户"]) == {planted.household}


def test_the_same_release_twice_has_no_change(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why-changed", town.second, "CURRENT", "--out", str(town.out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["  送达、规则、参数、日期与程序都相同", "没有变动: 结论、金额、等级、告警都与前一发布相同"]


def test_nobody_of_that_name_is_one_sentence(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why-changed", town.first, town.second, "HNOBODY", "--out", str(town.out)]) == 2
    assert "两个发布里都没有这一户、这份报告或这个人: HNOBODY" in capsys.readouterr().err
