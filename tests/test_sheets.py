"""The evidence sheet as text: what it says of a report, in words for a clerk, on paper."""

from __future__ import annotations

import pytest

from pipelines.release import reference
from pipelines.release.paper import COLUMNS, paged, width
from pipelines.release.sheet_text import Asked, render
from rules.rulebook import Rulebook
from tests.release_case import DAY

REPORT = {
    "programme": "最低生活保障", "application_number": "SQ1", "street": "某街道", "committee": "某居委",
    "accepted_date": None, "issued_date": None, "working_days": None, "member_count": 1, "conclusion": "一致",
    "under_declared": False, "over_declared": True, "exceeds_limit": True, "has_difference": True,
    "limits_exceeded": ["dibao.income_limit"], "income_is_complete": False, "benefit_fen": None,
    "sources_missing": ["证券_持仓"], "contest_until": None,
}  # fmt: skip


def test_an_evidence_sheet_after_the_review_date_says_so() -> None:
    page = render(REPORT, [], [], [], [], (), {"dibao.income_limit": "收入标准"}, Asked(DAY, True), "页脚")
    for words in ("参数待更新", "有利于家庭", "准入标准: 收入标准", "没有送达的来源: 证券_持仓", "不能当作零"):
        assert words in page


@pytest.mark.parametrize(("is_complete", "said"), [(True, "没有发现差异"), (False, "不等于全部相符")])
def test_a_sheet_says_that_all_agrees_only_where_all_was_found(is_complete: bool, said: str) -> None:
    report = {**REPORT, "over_declared": False, "exceeds_limit": False, "has_difference": False, "limits_exceeded": [],
              "income_is_complete": is_complete}  # fmt: skip
    page = render(report, [], [], [], [], (), {}, Asked(DAY, False), "页脚")
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
