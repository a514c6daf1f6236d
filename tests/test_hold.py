"""What waits for a person: held files are listed, let through with a reason, and audited; the chain verifies."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from assets.batches import land_in_order
from pipelines.cli import main
from pipelines.privacy import audit, keys
from tests.hostile.inbox import EXTRACT, Inbox, csv, rows

BATCH = "2017-12-31"
WHY = "与民政核对过,清单多写了一行"


@pytest.fixture
def held(tmp_path: Path) -> Inbox:
    """One file of 20 rows whose manifest says 21, landed."""
    inbox = Inbox(tmp_path)
    inbox.put(BATCH, f"{EXTRACT}.csv", csv(rows()))
    inbox.put(BATCH, "manifest.json", json.dumps({"files": [{"file": f"{EXTRACT}.csv", "rows": 21}]}).encode())
    keys.load_or_make(tmp_path / "out" / "state")
    land_in_order(inbox.workspace(BATCH))
    return inbox


def decisions(inbox: Inbox) -> list[str]:
    land_in_order(inbox.workspace(BATCH))
    return pl.read_parquet(inbox.workspace(BATCH).path("landed.delivery"))["decision"].to_list()


def hedui(inbox: Inbox, *arguments: str) -> int:
    try:
        return main([*arguments, "--out", str(inbox.folder / "out")])
    except SystemExit as stopped:
        assert isinstance(stopped.code, int)
        return stopped.code


def number_of(listed: str) -> str:
    return listed.split()[1]


def test_a_held_file_is_listed_let_through_and_taken_in(held: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert decisions(held) == ["held"] and hedui(held, "hold", "list") == 0
    listed = capsys.readouterr().out
    assert "数据行数与 manifest.json 记载不同" in listed and "已放行" not in listed

    assert hedui(held, "hold", "release", number_of(listed), "--because", WHY) == 0
    assert "记入审计" in capsys.readouterr().out
    assert hedui(held, "hold", "list") == 0 and "已放行,下次运行收下" in capsys.readouterr().out
    assert decisions(held) == ["accepted"] == decisions(held)
    assert hedui(held, "hold", "list") == 0 and capsys.readouterr().out == "没有暂扣的文件\n"

    (entry,) = audit.entries(held.folder / "out" / "state", "hold.release")
    assert entry["because"] == WHY and entry["file_sha256"].startswith(number_of(listed))


def test_another_file_of_that_name_is_held_again(held: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    """What was looked at is let through, not what comes after it under its name."""
    hedui(held, "hold", "list")
    hedui(held, "hold", "release", number_of(capsys.readouterr().out), "--because", WHY)
    held.put(BATCH, f"{EXTRACT}.csv", csv(rows()[:19]))
    assert decisions(held) == ["held"]


@pytest.mark.parametrize(
    ("number", "why", "said"),
    [
        ("ffffffffffff", WHY, "[E-ID]"),
        ("", WHY, "[E-ID]"),
        ("the file's", "张三 310101195001010011 说没错", "[E-AUDIT]"),
    ],
)
def test_what_cannot_be_let_through_is_one_sentence(
    held: Inbox, number: str, why: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hedui(held, "hold", "list")
    listed = number_of(capsys.readouterr().out)
    assert hedui(held, "hold", "release", listed if number == "the file's" else number, "--because", why) == 2
    told = capsys.readouterr().err
    assert said in told and "310101195001010011" not in told
    assert decisions(held) == ["held"]


def test_the_chain_is_verified(held: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    state = held.folder / "out" / "state"
    head = audit.append(state, keys.load_or_make(state), "lookup", purpose="复核")
    audit.append(state, keys.load_or_make(state), "lookup", purpose="复核")
    assert hedui(held, "audit", "verify") == 0
    assert "审计完整: 2 行" in capsys.readouterr().out
    assert hedui(held, "audit", "verify", "--head", head) == 1
    assert "与抄下的不同" in capsys.readouterr().out
    path = state / audit.FILE
    path.write_text(path.read_text(encoding="utf-8").replace("复核", "别的", 1), encoding="utf-8")
    assert hedui(held, "audit", "verify") == 1
    assert "审计不完整: 自第 1 行起对不上" in capsys.readouterr().out
