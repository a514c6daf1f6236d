"""Bad input: one clear sentence, an exit code that is not 0, nothing published, and what was published stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.release.storage import current
from pipelines.rule_check import findings
from rules.rulebook import Rulebook
from tests.conftest import SERIES as SAMPLE
from tests.office import Capture, said

DAY = "2017-12-31"


def parameters(text: str) -> Callable[[Path], None]:
    def write(bureau: Path) -> None:
        path = bureau / "rules" / "parameters" / "standards.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    return write


def sql(text: str) -> Callable[[Path], None]:
    def write(bureau: Path) -> None:
        path = bureau / "rules" / "facts" / "deceased.sql"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    return write


HOLE = parameters(
    """
[dibao_standard]
label = "低保标准"
unit = "元/人/月"
values = [ { from = 2015-04-01, until = 2016-03-31, is = 790, basis = "有据", status = "documented" },
           { from = 2017-04-01, is = 970, basis = "有据", status = "documented" } ]
"""
)
NO_BASIS = parameters(
    '[dibao_standard]\nlabel = "低保标准"\nunit = "元"\nvalues = [ { from = 2015-04-01, is = 790 } ]\n'
)
NOT_TOML = parameters("[dibao_standard\n")
NO_COLUMN = sql("-- 只为检验\nselect nowhere from linked.person\n")
NOT_ALLOWED = sql('-- 只为检验\nselect b.record_number from standardised."银行_账户余额" as b\n')
CLOCK = sql("-- 只为检验\nselect person_id, current_date as value from linked.person\n")
RULEBOOKS = {
    "a hole in the dates": (HOLE, r"rules/parameters/standards.toml: dibao_standard: .*日期有空档: 2016-04-01"),
    "no basis": (NO_BASIS, r"rules/parameters/standards.toml: dibao_standard: values 第 1 项: 还要写 basis"),
    "not TOML": (NOT_TOML, r"rules/parameters/standards.toml: 不是 TOML: 第 1 行"),
    "an unknown column": (NO_COLUMN, r"rules/facts/deceased.sql: .*Binder Error: .*nowhere"),
    "a forbidden source": (NOT_ALLOWED, r"rules/facts/deceased.sql: 用途是 screening,而 银行_账户余额"),
    "a clock": (CLOCK, r"rules/facts/deceased.sql: current_date 看了时钟"),
}


@pytest.mark.parametrize(("write", "pattern"), RULEBOOKS.values(), ids=RULEBOOKS.keys())
def test_a_wrong_rulebook_is_refused_before_anything_is_read(
    capsys: Capture, tmp_path: Path, write: Callable[[Path], None], pattern: str
) -> None:
    write(tmp_path / "bureau")
    out = tmp_path / "out"
    code, printed, error = said(
        capsys, "run", "--inbox", SAMPLE, "--as-of", DAY, "--out", out, "--bureau", tmp_path / "bureau"
    )
    assert (code, printed, out.exists()) == (2, "", False)
    assert error.count("\n") == 1 and re.match(r"hedui: \[E-RULEBOOK\] " + pattern, error), error
    assert any(re.match(pattern, finding) for finding in findings(Rulebook(tmp_path / "bureau")))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--inbox", "nowhere", "--as-of", DAY], "E-INBOX"),
        (["--inbox", SAMPLE, "--as-of", "2009-12-31"], "E-BATCH"),
        (["--inbox", SAMPLE, "--as-of", DAY, "--batch", "2016-01-01"], "E-BATCH"),
        (["--inbox", SAMPLE, "--as-of", DAY, "--batch", "../elsewhere"], "E-BATCH"),
        (["--inbox", SAMPLE, "--as-of", DAY, "--bureau", "nowhere"], "E-BUREAU"),
        (["--inbox", SAMPLE, "--as-of", DAY, "--key-file", "nowhere"], "E-KEY"),
    ],
    ids=["no inbox", "no batch yet", "no such batch", "not a batch", "no bureau", "no key file"],
)
def test_what_cannot_be_asked_is_refused(
    capsys: Capture, tmp_path: Path, arguments: list[str | Path], code: str
) -> None:
    exit_code, printed, error = said(capsys, "run", "--out", tmp_path / "out", *arguments)
    assert (exit_code, printed) == (2, "")
    assert error.startswith(f"hedui: [{code}] ") and error.count("\n") == 1
    assert current(tmp_path / "out") is None


def test_a_day_before_the_first_parameter_is_refused(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "2009-12-31").mkdir(parents=True)
    code, _, error = said(
        capsys, "run", "--inbox", tmp_path / "inbox", "--as-of", "2009-12-31", "--out", tmp_path / "o"
    )
    assert code == 2 and error.startswith("hedui: [E-AS-OF] 截至日 2009-12-31 早于最早的参数"), error


def test_an_output_that_cannot_be_written_is_one_sentence(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder", encoding="utf-8")
    code, printed, error = said(capsys, "run", "--inbox", SAMPLE, "--as-of", DAY, "--out", tmp_path / "out")
    assert (code, printed) == (1, "")
    assert re.fullmatch(r"hedui: \[E-SYSTEM\] .*: .*/out.*\n", error)
