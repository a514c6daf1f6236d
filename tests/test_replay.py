"""A release is made again from what it recorded, byte for byte; what was tampered with or is gone is said."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.cli import main
from pipelines.refusals import BadInput
from pipelines.rerun.recorded import published, recorded
from pipelines.rerun.replay import replay
from pipelines.rerun.supposing import what_if
from tests.conftest import Town


def silent(step: str) -> None:
    """Nobody watches."""


@pytest.fixture
def copy(town: Town, tmp_path: Path) -> Iterator[Path]:
    """A copy of the town's output folder that a test may spoil."""
    yield shutil.copytree(town.out, tmp_path / "out", ignore=shutil.ignore_patterns("spill"))


def content(out: Path, extract: str) -> Path:
    """The newest landed content of an extract."""
    return max((out / "state" / "landed" / extract).glob("*.parquet"), key=lambda path: path.name)


def test_a_release_is_made_again_byte_for_byte_after_its_rules_were_changed(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in (town.out / "releases").iterdir())
    assert main(["replay", town.second, "--out", str(town.out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"重做 {town.second}: 批次 2018-01-03,截至 2018-01-03"
    assert lines[-1].startswith("一致,逐字节相同(比较了中间表 ") and len(lines) == 2
    assert sorted(path.name for path in (town.out / "releases").iterdir()) == before
    assert list((town.out / "state" / "spill").iterdir()) == [], "nothing private is left behind"


def test_what_is_known_today_of_an_earlier_day_is_what_was_released_then(town: Town) -> None:
    first = recorded(town.out, town.first)
    replayed = replay(recorded(town.out, "CURRENT"), silent, day=first.as_of)
    assert replayed.lines[0] == f"重做 {first.name}: 批次 {first.batch},截至 {first.as_of};送达与规则取自 {town.second}"
    assert (replayed.is_identical, len(replayed.lines)) == (True, 2), replayed.lines


def test_a_tampered_release_is_found(copy: Path) -> None:
    release = recorded(copy, "CURRENT")
    con = duckdb.connect(str(release.folder / "warehouse.duckdb"))
    con.execute(
        "update verified.report set benefit_fen = 1 where report_id = (select min(report_id) from verified.report)"
    )
    con.close()
    path = content(copy, "民政_救助申请")
    frame = pl.read_parquet(path)
    path.unlink()
    frame.head(frame.height - 1).write_parquet(path, metadata=pl.read_parquet_metadata(content(copy, "民政_救助申请")))
    (release.folder / "report" / "index.html").write_text("别的", encoding="utf-8")
    replayed = replay(release, silent)
    text = "\n".join(replayed.lines)
    assert not replayed.is_identical
    assert "发布被改动 warehouse.duckdb: verified.report 的行与发布时不同" in text
    assert "发布被改动 report/index.html: 与发布时不同" in text
    assert "接收的内容被改动 民政_救助申请 " in text
    assert "仓库表 verified.report 仅在发布中 " in text and "中间表 standardised/民政_救助申请 与发布时不同" in text
    assert replayed.lines[-1].startswith("不同 ")


def test_what_was_forgotten_is_said_and_nothing_is_guessed(copy: Path) -> None:
    content(copy, "残联_持证残疾人").unlink()
    release = recorded(copy, "CURRENT")
    replayed = replay(release, silent)
    assert not replayed.is_identical
    assert replayed.lines[1] == "不能重做: 下列送达的内容已不在 state/landed(已清除或应要求遗忘)"
    assert all(line.startswith("  残联_持证残疾人 ") for line in replayed.lines[2:]) and len(replayed.lines) == 3


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["nothing"], "没有发布以 nothing 开头;现有 2017-12-31-"),
        (["20"], "不止一个发布以 20 开头"),
        (["2018", "--as-of", "2017-01-31"], "没有截至 2017-01-31 的发布可比;截至日有: 2017-12-31"),
    ],
    ids=["unknown", "several", "no such day"],
)
def test_what_cannot_be_replayed_is_one_sentence(
    town: Town, capsys: pytest.CaptureFixture[str], asked: list[str], sentence: str
) -> None:
    assert main(["replay", *asked, "--out", str(town.out)]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1


def test_another_key_is_refused(town: Town, tmp_path: Path) -> None:
    other = tmp_path / "key"
    other.write_bytes(bytes(range(32)))
    other.chmod(0o600)
    with pytest.raises(BadInput, match=r"密钥不是发布 .* 所用的那一把"):
        replay(recorded(town.out, "CURRENT"), silent, other)


def test_releases_are_listed_oldest_first(town: Town) -> None:
    assert [release.name for release in published(town.out)] == [town.first, town.second]
    assert published(town.out)[0].as_of == datetime.date(2017, 12, 31)


def test_overwritten_stages_are_made_again_for_a_supposition(town: Town, tmp_path: Path) -> None:
    release = recorded(town.out, town.first)
    lines = what_if(release, ["duplicate_months=12"], silent)
    assert lines[-1] == "没有任何一户、一份报告、一条告警因此改变"
    stage = town.out / "state" / "stages" / release.batch / "verified" / "fact.parquet"
    aside = stage.rename(tmp_path / "fact.parquet")
    steps: list[str] = []
    try:
        assert what_if(release, ["duplicate_months=12"], steps.append) == lines
    finally:
        aside.rename(stage)
    assert "linked.record_link" in steps, "they were made again from the landed content"
