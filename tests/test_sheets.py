"""The evidence sheet as text: what it says of a report, in words for a clerk, on paper."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.release import reference
from pipelines.release.paper import COLUMNS, paged, width
from pipelines.release.publish import publish
from pipelines.release.sheet_html import as_html
from pipelines.release.sheet_text import Asked, Sheet, as_text, sheet
from rules.rulebook import Rulebook
from tests.release_case import DAY, city

REPORT = {
    "programme": "最低生活保障", "application_number": "SQ1", "street": "某街道", "committee": "某居委",
    "accepted_date": None, "issued_date": None, "working_days": None, "member_count": 1, "conclusion": "一致",
    "under_declared": False, "over_declared": True, "exceeds_limit": True, "has_difference": True,
    "limits_exceeded": ["dibao.income_limit"], "income_is_complete": False, "benefit_fen": None,
    "sources_missing": ["证券_持仓"], "contest_until": None,
}  # fmt: skip


def test_an_evidence_sheet_after_the_review_date_says_so() -> None:
    page = as_text(sheet(REPORT, [], [], [], [], (), {"dibao.income_limit": "收入标准"}, Asked(DAY, True), "页脚"))
    for words in ("参数待更新", "有利于家庭", "准入标准: 收入标准", "没有送达的来源: 证券_持仓", "不能当作零"):
        assert words in page


@pytest.mark.parametrize(("is_complete", "said"), [(True, "没有发现差异"), (False, "不等于全部相符")])
def test_a_sheet_says_that_all_agrees_only_where_all_was_found(is_complete: bool, said: str) -> None:
    report = {**REPORT, "over_declared": False, "exceeds_limit": False, "has_difference": False, "limits_exceeded": [],
              "income_is_complete": is_complete}  # fmt: skip
    page = as_text(sheet(report, [], [], [], [], (), {}, Asked(DAY, False), "页脚"))
    assert [words for words in ("没有发现差异", "不等于全部相符") if words in page] == [said]


def test_every_word_that_a_parameter_may_take_is_told_in_chinese() -> None:
    options = Rulebook().files.toml("options.toml")
    assert {word for allowed in options.values() for word in allowed} - set(reference.words().values) == set()


def test_a_long_sheet_is_broken_and_cut_for_paper() -> None:
    text = paged(["标题", "  " + "很长的一行," * 30, *(f"第{number}行" for number in range(130))])
    sheets = text.split("\f")
    assert [sheet.splitlines()[0] for sheet in sheets] == [f"标题    第 {at} 页,共 3 页" for at in (1, 2, 3)]
    assert all(width(line) <= COLUMNS for line in text.splitlines())
    assert "".join(text.split()).count("很长的一行,") == 30


def test_the_same_sheet_is_a_page_of_html_that_is_escaped_and_closed_to_the_outside() -> None:
    page = sheet({**REPORT, "street": "<某>街道"}, [], [], [], [], (), {}, Asked(DAY, False), "页脚")
    made = as_html([page, page])
    assert made.count("<article>") == 2 == made.count("</article>") and made.count("<h2>") == 2 * len(page.sections)
    assert "&lt;某&gt;街道" in made and "<某>" not in made and "size: A4" in made
    for outside in ("http", "<script", "src=", "@import", "url("):
        assert outside not in made
    sentences = [sentence for _, sentences in page.sections for sentence in sentences]
    text = as_text(page).replace("\n    ", "")
    assert all(f"<li>{sentence}</li>" in made and sentence in text for sentence in sentences)


def test_the_table_has_a_column_for_every_cell() -> None:
    page = Sheet("题", [], [("项目", "申报", "所见"), ("存款", "1.00", "一致")], [("二、对照", [])], "页脚")
    assert "<thead><tr><th>项目</th><th>申报</th><th>所见</th></tr></thead>" in as_html([page])
    assert "<td>存款</td><td>1.00</td><td>一致</td>" in as_html([page])


def test_a_large_city_gets_one_document_a_committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of reports: the pages of a committee stand in one text and one HTML, with a list of them beside."""
    monkeypatch.setattr("pipelines.release.sheets.SINGLE_FILES", 1)
    entitled = publish(city(tmp_path)).path / "entitled"
    assert not list(entitled.rglob("核对证据单/*"))
    listed = sorted(entitled.rglob("核对证据单目录.csv"))
    assert listed
    for index in listed:
        rows = pl.read_csv(index)
        assert (index.parent / "核对证据单.html").read_text(encoding="utf-8").count("<article>") == rows.height
        text = (index.parent / "核对证据单.txt").read_text(encoding="utf-8-sig")
        assert [number for number in rows["申请编号"] if f"申请编号 {number} " not in text] == []
