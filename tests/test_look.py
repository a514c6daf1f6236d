"""Households are chosen by a sentence of tags; who a person is, is told only after it is written in the audit."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.privacy import audit
from pipelines.refusals import BadInput
from pipelines.selection import chosen, parsed
from tests.conftest import Run

TAGS = ["低保", "纯老", "独居老人", "孤儿", "两项补贴"]
HOMES = pl.DataFrame({"household_id": ["甲", "乙", "丙", "丁"]})
HELD = pl.DataFrame(
    [("甲", "低保"), ("甲", "纯老"), ("乙", "低保"), ("丙", "纯老"), ("丙", "独居老人")],
    schema=["household_id", "tag_code"], orient="row",
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "homes"),
    [
        ("低保", "甲乙"),
        ("非低保", "丙丁"),
        ("低保 且 纯老", "甲"),
        ("低保且纯老", "甲"),
        ("低保 或 纯老", "甲乙丙"),
        ("低保 或 纯老 且 独居老人", "甲乙丙"),
        ("(低保 或 纯老) 且 独居老人", "丙"),
        ("(低保 或 纯老)且 非 独居老人", "甲乙"),
        ("not 低保 and 纯老", "丙"),
        ("!低保 & !纯老", "丁"),
        ("非 (低保 或 纯老)", "丁"),
        ("非非低保", "甲乙"),
        ("低保 AND NOT 纯老", "乙"),
    ],
)
def test_a_sentence_chooses(sentence: str, homes: str) -> None:
    assert chosen(parsed(sentence, TAGS), HOMES, HELD, {})["household_id"].to_list() == list(homes)


@pytest.mark.parametrize(
    ("sentence", "homes"),
    [("孤儿", ""), ("非 孤儿", ""), ("低保 且 非 孤儿", ""), ("低保 或 孤儿", "甲乙"), ("低保 或 非 孤儿", "甲乙")],
)
def test_a_tag_that_could_not_be_computed_is_neither_held_nor_missing(sentence: str, homes: str) -> None:
    found = chosen(parsed(sentence, TAGS), HOMES, HELD, {"孤儿": "缺 民政_儿童与照护"})
    assert found["household_id"].to_list() == list(homes)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("独居", "没有标签 独居,是不是 独居老人"),
        ("低保 纯老", "两个标签之间要写"),
        ("低保 且", "没有写完"),
        ("(低保", "括号没有合上"),
        ("低保)", "读不下去"),
        ("且 低保", "没有写完"),
        ("", "没有写完"),
    ],
)
def test_a_sentence_that_cannot_be_read_says_where(sentence: str, said: str) -> None:
    with pytest.raises(BadInput, match=said.replace("(", r"\(")):
        parsed(sentence, TAGS)


def test_the_command_tells_counts_and_writes_all(
    sample: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, file = str(sample.out), tmp_path / "名单.csv"
    assert main(["select", "--out", out]) == 0
    listed = dict(line.split()[:2][::-1] for line in capsys.readouterr().out.splitlines())
    assert main(["select", "低保", "--out", out, "--csv", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = pl.read_csv(file, infer_schema=False)
    assert lines[0].startswith(f"{listed['低保']} 户,发布 {sample.release.name}") and rows.height == int(listed["低保"])
    valid = pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.date(2017, 12, 31))
    tags = pl.read_parquet(sample.stage("tiered.household_tag")).filter(pl.col("tag_code") == "低保", valid)
    members = pl.read_parquet(sample.stage("linked.household_member"))
    assert set(rows["户"]) == set(members.join(tags, on="person_id", how="semi")["household_id"])

    assert main(["select", "低保 且 非 失独", "--out", out]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "标签 失独 本次算不出(缺 卫健_管理登记)" in told[0] and told[1].startswith("0 户")


def test_who_a_person_is_is_told_after_it_is_audited(
    sample: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    state, place = sample.out / "state", ["--out", str(sample.out), "--key-file", str(sample.key)]
    before = len(list(audit.entries(state, "lookup")))
    person = pl.read_parquet(sample.stage("verified.report_member"))["person_id"][0]
    assert main(["lookup", person, "--because", "入户核对", *place]) == 0
    told, name, number, *_ = capsys.readouterr().out.strip().split("  ")
    assert told == person
    *older, entry = audit.entries(state, "lookup")
    assert len(older) == before
    assert (entry["person_ids"], entry["because"]) == ([person], "入户核对")

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{number.lower()}\n"))
    assert main(["lookup", "-", "--because", "群众来访", *place]) == 0
    assert capsys.readouterr().out.split() == [person]
    assert number not in (state / "audit.jsonl").read_text(encoding="utf-8")
    assert name not in (state / "audit.jsonl").read_text(encoding="utf-8")


def test_a_reason_that_holds_an_identity_is_refused_and_nothing_is_told(
    sample: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--out", str(sample.out), "--key-file", str(sample.key)]
    person = pl.read_parquet(sample.stage("verified.report_member"))["person_id"][0]
    assert main(["lookup", person, "--because", "11010119800101123X 的事", *place]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and "E-LOOKUP" in printed.err


def test_nobody_of_that_number_is_said(sample: Run, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--out", str(sample.out), "--key-file", str(sample.key)]
    assert main(["lookup", "PNOBODY", "--because", "试查", *place]) == 0
    assert capsys.readouterr().out.startswith("保险库里没有这样的人")
