"""The rulebook: values on their days, refusals in one sentence, a bureau's folder over what ships."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from assets.verified import reports
from rules.files import RulebookError
from rules.lint import read
from rules.parameters import DatedValue, Parameter
from rules.rulebook import Rulebook
from rules.vocabulary import anchor_month
from schemas.verified import PublishedRate
from tests.world import World

GOLDEN = Path(__file__).parent / "golden"


def table(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", table("parameters/standards.csv"), ids=lambda r: f"{r['参数']}@{r['日期']}")
def test_value_in_force(row: dict[str, str]) -> None:
    value = Rulebook().parameters[row["参数"]].on(datetime.date.fromisoformat(row["日期"]))
    assert (value.shown() if value else "") == row["取值"]
    assert (value.status if value else "") == row["状态"]


def test_published_rates_that_no_count_can_give(tmp_path: Path) -> None:
    world = World(tmp_path)
    reports.make(world.ws, PublishedRate)
    word = {None: "无从检验", True: "能", False: "不能"}
    found = {
        row["programme_code"]: [
            str(row["printed_count"]), f"{row['printed_rate']:g}", word[row["is_possible"]],
            *("" if row[name] is None else str(row[name]) for name in ("numerator", "nearest_below", "nearest_above")),
        ]
        for row in world.rows("verified.published_rate")
    }  # fmt: skip
    assert found == {row["项目"]: list(row.values())[1:] for row in table("verification/published_rates.csv")}


def bureau(folder: Path, file: str, text: str) -> Path:
    path = folder / "rules" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


LINE = 'label = "试"\nunit = "元/人/月"\n'
FIRST = '{ from = 2010-04-01, is = 1, basis = "依据", status = "documented" }'


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (f'[ {FIRST}, {{ from = 2010-04-01, is = 2, basis = "依据", status = "documented" }} ]', "日期要由早到晚"),
        (
            '[ { from = 2010-04-01, until = 2011-03-31, is = 1, basis = "依据", status = "documented" },'
            ' { from = 2011-05-01, is = 2, basis = "依据", status = "documented" } ]',
            "日期有空档: 2011-04-01 起没有取值",
        ),
        (
            '[ { from = 2010-04-01, until = 2011-05-31, is = 1, basis = "依据", status = "documented" },'
            ' { from = 2011-05-01, is = 2, basis = "依据", status = "documented" } ]',
            "日期重叠",
        ),
        ('[ { from = 2010-04-01, is = 1, status = "documented" } ]', "values 第 1 项: 还要写 basis"),
        ('[ { from = 2010-04-01, is = 1, basis = "依据", status = "sure" } ]', "第 1 项 status: 不认得这个词"),
        ('[ { from = 2010-04-01, basis = "依据", status = "documented" } ]', "只写一种"),
        ('[ { from = 2010-04-01, is = 1, absent = true, basis = "依据", status = "documented" } ]', "只写一种"),
        ('[ { form = 2010-04-01, is = 1, basis = "依据", status = "documented" } ]', "还要写 from"),
        ('[ { from = 2010-04-01, times = 2, basis = "依据", status = "documented" } ]', "只写一种"),
        ('[ { from = 2010-04-01, is = 1, times = 2, basis = "依据", status = "documented" } ]', "of = 参数名"),
        (
            '[ { from = 2010-04-01, of = "minimum_wage", times = 2, times_by_size = [1, 2], basis = "依据",'
            ' status = "documented" } ]',
            "只写一个",
        ),
        ("[ ]", "values: 至少写一项"),
        ('[ { from = 2010-04-01, of = "nowhere", basis = "依据", status = "documented" } ]', "没有这个参数"),
    ],
)
def test_a_bad_parameter_is_refused_in_one_sentence(values: str, reason: str, tmp_path: Path) -> None:
    folder = bureau(tmp_path, "parameters/standards.toml", f"[dibao_standard]\n{LINE}values = {values}\n")
    with pytest.raises(RulebookError) as refusal:
        _ = Rulebook(folder).parameters
    text = str(refusal.value)
    assert text.startswith("rules/parameters/standards.toml: dibao_standard: ") and reason in text and "\n" not in text


def test_a_bureau_replaces_one_parameter_whole_and_nothing_else(tmp_path: Path) -> None:
    folder = bureau(tmp_path, "parameters/standards.toml", f"[dibao_standard]\n{LINE}values = [ {FIRST} ]\n")
    ours, theirs = Rulebook(), Rulebook(folder)
    day = datetime.date(2017, 12, 31)
    assert theirs.parameters["dibao_standard"].on(day).shown() == "1"
    assert theirs.parameters["dibao.income_limit"].on(day).shown() == "1", "what follows the standard follows it here"
    assert theirs.parameters["tekun_standard"] == ours.parameters["tekun_standard"]
    assert theirs.digest != ours.digest


def test_limits_by_household_size() -> None:
    limit = Rulebook().parameters["dibao.monetary_asset_limit"].on(datetime.date(2017, 12, 31))
    assert [str(limit.for_size(size)) for size in (1, 2, 3, 4, 9)] == ["33000", "33000", "30000", "30000", "30000"]


def test_after_review_the_rulebook_is_outdated() -> None:
    rules = Rulebook()
    assert not rules.is_outdated(rules.imprint.reviewed_until)
    assert rules.is_outdated(rules.imprint.reviewed_until + datetime.timedelta(days=1))


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("select greatest(a, b) as c from linked.person", "把缺失当作没有"),
        ("select least(a, b) as c from linked.person", "把缺失当作没有"),
        ("select coalesce(a, 0) as c from linked.person", "把缺失变成零"),
        ("select coalesce(a, 0::bigint) as c from linked.person", "把缺失变成零"),
        ("select a from linked.person where a > 970", "数字 970 要写进参数"),
        ("select a from linked.person where a > 0.4", "数字 0.4 要写进参数"),
        ("select current_date as d from linked.person", "看了时钟"),
        ("select now() as d from linked.person", "看了时钟"),
        ("select * from linked.person", "逐一写出"),
        ("select any_value(a) as a from linked.person", "随行的先后而变"),
        ("select levenshtein(a, b) as d from linked.person", "比的是字节"),
        ("select ifnull(a, 0) as d from linked.person", "把缺失变成零"),
    ],
)
def test_the_lint_refuses(sql: str, finding: str) -> None:
    assert any(finding in text for text in read(sql).findings)


def test_the_lint_lets_counts_and_the_three_numbers_pass() -> None:
    assert read("select count(*) as n, 12 * a as b from linked.person where c = 0 or c = 1 group by a").findings == ()


def test_anchor_is_the_last_complete_month() -> None:
    days = {"2017-12-31": "2017-12", "2017-12-30": "2017-11", "2018-01-01": "2017-12", "2016-02-29": "2016-02"}
    assert {day: anchor_month(datetime.date.fromisoformat(day)) for day in days} == days


def test_a_limit_needs_its_words() -> None:
    value = DatedValue.model_validate({"from": "2010-04-01", "is": 1, "basis": "依据", "status": "documented"})
    with pytest.raises(ValueError, match="限额还要写 item"):
        Parameter(name="x", file="f", label="试", unit="元", per="person", admits="below", values=(value,))
