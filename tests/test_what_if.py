"""What if a parameter had another value: the same as a whole run under that value, over the same households."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from assets.workspace import Workspace
from pipelines.cli import main
from pipelines.rerun.recorded import recorded
from pipelines.rerun.supposing import supposed
from rules.rulebook import Rulebook
from rules.suppose import CannotSuppose, read_supposition
from tests.conftest import Run

DAY = datetime.date(2017, 12, 31)
Capture = pytest.CaptureFixture[str]
Both = tuple[Workspace, Workspace, list[str], list[str]]


def silent(step: str) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def raised(sample: Run) -> Iterator[Both]:
    """The sample's caseload with the standard at 1,070 yuan."""
    with supposed(recorded(sample.out, "CURRENT"), ["dibao_standard=1070"], silent, key_file=sample.key) as both:
        yield both


def test_it_equals_a_whole_run_under_the_bureau_that_says_so(raised: Both, sample: Run) -> None:
    _, after, _, _ = raised
    ran = Workspace(sample.out / "if", after.batch, after.as_of)
    for key in ("verified.report", "verified.programme_rate", "scored.household_score", "scored.household_indicator",
                "tiered.household_tier", "tiered.household_tag", "published.alert"):  # fmt: skip
        # the bureau's file names its own basis and status, nothing else may differ
        frames = [pl.read_parquet(ws.path(key)).drop("parameters_used", strict=False) for ws in (after, ran)]
        assert frames[0].height and frames[0].equals(frames[1]), key


def test_only_what_depends_on_the_parameter_is_made_anew(raised: Both) -> None:
    before, after, made, changed = raised
    assert {"verified.report", "tiered.condition_hit", "published.alert"} <= set(made)
    untouched = ("standardised.record", "linked.record_link", "verified.fact", "verified.report_case",
                 "verified.person_evidence", "verified.income_month", "verified.evidence")  # fmt: skip
    assert set(made).isdisjoint(untouched)
    assert all(after.path(key).samefile(before.path(key)) for key in untouched)
    assert {"verified.report", "tiered.household_tier", "published.alert"} <= set(changed) < set(made)


def test_it_says_who_gains_what_it_costs_and_who_moves(sample: Run, tmp_path: Path, capsys: Capture) -> None:
    before = sorted(path.name for path in (sample.out / "releases").iterdir())
    at_work = list((sample.out / "state" / "spill").iterdir())
    to = tmp_path / "测算"
    assert (
        main(
            [
                "what-if",
                "dibao_standard=1070",
                "--out",
                str(sample.out),
                "--key-file",
                str(sample.key),
                "--csv",
                str(to),
            ]
        )
        == 0
    )
    text = capsys.readouterr().out
    assert "dibao_standard 最低生活保障标准(城镇;2015年起城乡统一): 970 -> 1070 元/人/月" in text
    assert "low_income_line" in text and "1940 -> 2140" in text, "a multiple follows its base"
    rows = {line.split()[0]: line.split()[1:] for line in text.split("关注等级迁移")[1].splitlines()[2:7]}
    assert rows["不列级"][3] == "7" and rows["四级(关注)"][2] == "1"
    assert "最低生活保障  超标准  一致              1" in text
    names = pl.read_csv(to / "得失名单.csv")
    assert names.filter(pl.col("得失") == "失").is_empty() and names["户"].n_unique() == names.height
    assert float(names["增减"].cast(pl.String).str.replace_all(",", "").cast(float).sum()) > 0
    assert sorted(path.name for path in (sample.out / "releases").iterdir()) == before
    assert list((sample.out / "state" / "spill").iterdir()) == at_work, "nothing private is left behind"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["dibao_standart=1070"], "没有参数 dibao_standart;相近的有 dibao_standard、"),
        (["dibao_standard"], "dibao_standard: 请写成 参数=取值,如 dibao_standard=1070"),
        (["dibao_standard=很多"], "dibao_standard 的单位是 元/人/月,应为一个数,不能是 很多"),
        (["dibao.income_tolerance=7"], "dibao.income_tolerance 是容差,请写成 5%,50"),
        (["dibao_standard=2*nothing"], "没有参数 nothing"),
        (["dibao_standard=1", "--from", "2009-01-01"], "dibao_standard 自 2010-04-01 才有取值,不能从 2009-01-01 起"),
        (["dibao_standard=1070", "--from", "2018-04-01"], "设想自 2018-04-01 起,晚于截至日 2017-12-31,不会有变化"),
        (["dibao_standard=1*dibao.income_limit"], "这样设想,规则不再自洽: "),
        ([], "请写出设想,如 --set dibao_standard=1070"),
    ],
    ids=["unknown", "no value", "no number", "no tolerance", "no base", "early", "late", "circle", "none"],
)  # fmt: skip
def test_a_supposition_without_sense_is_one_sentence(
    sample: Run, capsys: Capture, asked: list[str], sentence: str
) -> None:
    assert main(["what-if", *asked, "--out", str(sample.out), "--key-file", str(sample.key)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("hedui: [E-WHAT-IF] ") and sentence in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("dibao_standard=1070", "1070"),
        ("dibao.monetary_asset_limit=40000,40000,36000", "1人 40000、2人 40000、3人及以上 36000"),
        ("dibao.monetary_asset_limit=50000", "50000"),
        ("dibao.income_tolerance=10%,100", "max(10%, 100)"),
        ("dibao.company_limit=1", "1"),
        ("dibao.vehicle_limit=不设", "不设"),
        ("child_benefits=dibao、tekun", "dibao、tekun"),
        ("low_income_line=1.5*dibao_standard", "1455"),
        ("taper_shares=1", "1人 1"),
    ],
)
def test_a_value_is_written_as_people_write_it(word: str, shown: str) -> None:
    book = Rulebook()
    one = read_supposition(word, book.parameters, DAY)
    value = Rulebook(None, (one,)).parameters[one.name].on(DAY)
    assert value is not None and value.shown() == shown


def test_a_value_holds_from_its_day_on_and_leaves_what_was_before() -> None:
    book = Rulebook()
    one = read_supposition("dibao_standard=1000", book.parameters, DAY, datetime.date(2017, 10, 1))
    parameters = Rulebook(None, (one,)).parameters
    days = [
        datetime.date(2017, 3, 31),
        datetime.date(2017, 9, 30),
        datetime.date(2017, 10, 1),
        datetime.date(2020, 1, 1),
    ]
    assert [parameters["dibao_standard"].on(day).shown() for day in days] == ["880", "970", "1000", "1000"]
    assert [parameters["low_income_line"].on(day).shown() for day in days[1:3]] == ["1940", "2000"]
    with pytest.raises(CannotSuppose):
        read_supposition("dibao_standard=1000", book.parameters, DAY, datetime.date(2001, 1, 1))
