"""The command line: what it says, what it returns, and that bad input publishes nothing."""

from __future__ import annotations

import datetime
import io
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cli import EXAMPLES, main
from pipelines.columns import aligned, width
from pipelines.progress import Progress
from pipelines.refusals import BadInput, RunFailed
from pipelines.release.storage import current
from pipelines.run import Order, run
from tests.office import BROKEN, NEW, OLD, WIRING, Capture, Office, missing, publish, said

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data_samples" / "series"
DAY = "2017-12-31"


# --- help


@pytest.mark.parametrize(
    "command",
    [[], ["run"], ["city"], ["rules"], ["rules", "list"], ["rules", "check"], ["explain"], ["check"],
     ["replay"], ["what-if"], ["why-changed"]],
    ids=" ".join,
)  # fmt: skip
def test_every_command_has_a_help_to_learn_from(capsys: Capture, command: list[str]) -> None:
    code, text, _ = said(capsys, *command, "--help")
    assert code == 0
    assert re.search(r"^  hedui \w+", text, re.MULTILINE), "an example"
    undescribed = [line for line in text.splitlines() if re.fullmatch(r"  (-[^ ]+ ?[A-Z,]*)+", line)]
    assert undescribed == []


def test_help_and_explain_import_only_what_they_need() -> None:
    script = """
import sys
from pipelines.cli import parser
parser().format_help()
print(sorted({"dagster", "duckdb", "polars"} & set(sys.modules)))
import pipelines.trace
print("dagster" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["[]", "False"], "nor does explaining need what runs"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("", "还要写 命令 (见 hedui --help)"),
        ("run", "还要写 --inbox、--as-of、--out (见 hedui run --help)"),
        ("run --inbox", "--inbox 后面还要写一个值 (见 hedui run --help)"),
        ("run --inbox x --as-of 2017 --out y", "--as-of: 2017 不是日期,请写成 2017-12-31 (见 hedui run --help)"),
        ("run --memory lots", "--memory: lots 不是容量,请写成 8GiB (见 hedui run --help)"),
        ("run --inbox x --as-of 2017-12-31 --out y --fast", "不认得 --fast (见 hedui --help)"),
        ("rules", "还要写 命令 (见 hedui rules --help)"),
        ("rules lst", "命令: 没有 lst,只有 list、check (见 hedui rules --help)"),
        ("city --persons 0", "--persons: 0 不是正整数 (见 hedui city --help)"),
        ("city --persons 9 --seed x", "--seed: x 不是整数 (见 hedui city --help)"),
        ("run --verbose=1", "--verbose 后面不写值,多写了 1 (见 hedui run --help)"),
        ("run --b x", "--b 看不出是哪一个: --batch、--bureau (见 hedui run --help)"),
        ("hold release 3f", "还要写 --because (见 hedui hold release --help)"),
    ],
)
def test_wrong_usage_is_one_chinese_sentence(capsys: Capture, arguments: str, sentence: str) -> None:
    assert said(capsys, *arguments.split()) == (2, "", f"hedui: [E-USAGE] {sentence}\n")


def test_examples_name_folders_that_ship() -> None:
    named = set(re.findall(r"--bureau (\S+)", "".join(EXAMPLES.values())))
    assert named and all((ROOT / folder / "rules").is_dir() for folder in named)


# --- runs of a tiny office


def ordered(office: Office, **changes: object) -> Order:
    asked: dict[str, object] = {"inbox": office.inbox, "as_of": datetime.date(2017, 12, 31), "out": office.out}
    return Order(**(asked | changes))  # type: ignore[arg-type]


def ran(order: Order) -> str:
    """Run the tiny office; what was shown while it worked."""
    shown = io.StringIO()
    run(order, Progress(shown, WIRING), wiring=WIRING, publisher=publish, missing=missing)
    return shown.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_run_lands_older_batches_and_publishes_the_newest(office: Office) -> None:
    shown = ran(ordered(office))
    assert [line.split()[:3] for line in shown.splitlines()[:2]] == [["接收", "landed", OLD], ["接收", "landed", "1"]]
    assert [line.split()[1] for line in shown.splitlines()] == [
        "landed",
        "landed",
        "linked",
        "scored",
        "contract",
        "release",
    ]
    assert all(line.endswith("秒") for line in shown.splitlines())
    assert current(office.out) == f"{NEW}-00000000"
    assert not (office.out / "state" / "stages" / OLD / "linked").exists()


def test_batch_picks_an_older_one_and_leaves_the_newest_alone(office: Office) -> None:
    ran(ordered(office))
    before = office.bytes_of("state", "stages", NEW)
    ran(ordered(office, batch=OLD))
    assert office.bytes_of("state", "stages", NEW) == before
    assert current(office.out) == f"{OLD}-00000000", "a person asked for it"


def test_a_missing_required_extract_publishes_nothing_and_keeps_what_was(office: Office) -> None:
    ran(ordered(office))
    before = office.bytes_of("releases"), current(office.out)
    shutil.rmtree(office.inbox / NEW)
    office.deliver(NEW, "甲", "民政_在册对象")
    with pytest.raises(BadInput, match="未发布: 必需的提取 民政_救助申请 未送达") as refused:
        ran(ordered(office))
    assert refused.value.code == "E-REQUIRED"
    assert (office.bytes_of("releases"), current(office.out)) == before


def test_a_table_that_breaks_its_contract_publishes_nothing(office: Office) -> None:
    office.deliver(NEW, "甲 甲")
    with pytest.raises(
        RunFailed, match=r"linked.person expect_column_values_to_be_unique\(person_id\): 1 / 2$"
    ) as failed:
        ran(ordered(office))
    assert failed.value.code == "E-CHECK" and current(office.out) is None


def test_a_stage_that_breaks_says_where_and_no_value(office: Office) -> None:
    office.deliver(NEW, f"甲 {BROKEN}")
    with pytest.raises(RunFailed) as failed:
        ran(ordered(office))
    assert failed.value.code == "E-STAGE" and "linked.person: ValueError in " in str(failed.value)
    assert BROKEN not in f"{failed.value!r} {failed.value.__cause__!r} {failed.value.__context__!r}"


def test_what_a_killed_run_left_is_swept(office: Office) -> None:
    ran(ordered(office))
    whole = office.bytes_of()
    left = [
        office.out / "state" / "stages" / NEW / "linked" / ".person.parquet.4711",
        office.out / "state" / "landed" / "民政_救助申请" / ".abc.parquet.4711",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    stage = office.out / "releases" / f".stage-{NEW}-4711"
    stage.mkdir()
    ran(ordered(office))
    assert not any(path.exists() for path in [*left, stage])
    assert office.bytes_of() == whole


def test_only_one_run_at_a_time(office: Office) -> None:
    ran(ordered(office))
    hold = """
import fcntl, sys
lock = open(sys.argv[1], "r+")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", hold, str(office.out / "state" / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline()
        with pytest.raises(RunFailed, match="另一次运行正在写") as refused:
            ran(ordered(office))
        assert refused.value.code == "E-RELEASE"
        other.communicate()


# --- parameters


def test_rules_list_lines_up_and_says_what_each_number_rests_on(capsys: Capture) -> None:
    code, text, _ = said(capsys, "rules", "list", "--as-of", DAY, "--programme", "dibao")
    lines = text.splitlines()
    assert code == 0 and lines[0] == f"上海市社会救助核对规则,{DAY} 的现值"
    assert lines[1].split() == ["名称", "文件", "现值", "单位", "依据", "状态"]
    (limit,) = [line for line in lines if line.startswith("dibao.income_limit ")]
    assert re.search(r"rules/parameters/programmes/dibao.toml +970 +元/人/月 +.*documented$", limit)
    place = width(lines[1].split("现值")[0])
    assert {width(line[: line.index(".toml") + 5]) < place for line in lines[2:-1]} == {True}
    assert re.fullmatch(r"共 \d+ 个,现行 \d+ 个: 有据\(documented\) \d+、.*未核实\(unverified\) \d+", lines[-1])


def test_rules_list_of_an_unknown_programme_is_one_sentence(capsys: Capture) -> None:
    code, out, error = said(capsys, "rules", "list", "--programme", "nobody")
    assert (code, out) == (2, "") and "没有这个项目" in error and error.count("\n") == 1


def test_the_shipped_rules_hold_together(capsys: Capture) -> None:
    """Every file loads, passes the lint, keeps to its purpose, binds on empty typed tables and makes its table."""
    assert said(capsys, "rules", "check")[:2] == (0, "规则手册自洽: 全部载入,SQL 在空表上绑定,没有越权读取\n")


def test_a_city_too_small_is_one_sentence(capsys: Capture, tmp_path: Path) -> None:
    code, out, error = said(capsys, "city", "--persons", "3", "--seed", "1", "--out", tmp_path / "city")
    assert (code, out) == (2, "") and error.startswith("hedui: [E-CITY] ") and error.count("\n") == 1


def test_columns_line_up_in_terminal_cells() -> None:
    lines = aligned([("户", "1"), ("household", "1,200")], right=(1,))
    assert lines == ["户             1", "household  1,200"]
    assert len({width(line) for line in lines}) == 1


def test_no_command_writes_what_others_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert main(["city", "--persons", "300", "--seed", "1", "--out", str(tmp_path / "city")]) == 0
    finally:
        os.umask(before)
    made = list((tmp_path / "city").rglob("*"))
    assert made and not [path for path in made if path.stat().st_mode & stat.S_IRWXO]
