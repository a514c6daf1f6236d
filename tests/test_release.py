"""A release is whole or not there at all, never changes, is the same every time, and can be checked by an outsider."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.privacy import audit
from pipelines.privacy.keys import Key
from pipelines.release import storage
from pipelines.release.publish import Release, check, publish
from pipelines.release.storage import ReleaseRefused
from tests.release_case import DAY, NEXT, city, office, two_batches

Files = dict[str, str]


def hashes(folder: Path, without: tuple[str, ...] = ()) -> Files:
    """Relative path -> SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in without
    }


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    return two_batches(tmp_path_factory.mktemp("series") / "out")


def test_current_names_the_newest_release_and_both_are_whole(series: tuple[Release, Release]) -> None:
    out = series[0].path.parent.parent
    assert (out / "CURRENT").read_text(encoding="utf-8") == series[1].name + "\n"
    assert [check(release.path) for release in series] == [[], []]
    assert series[1].name.startswith("2018-01-31-")
    assert series[1].manifest["previous_release"] == series[0].name


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    ws = city(tmp_path / "out")
    first = publish(ws)
    before = hashes(tmp_path / "out")
    again = publish(ws)
    assert (again.name, again.is_new, again.manifest) == (first.name, False, first.manifest)
    assert hashes(tmp_path / "out") == before


def test_the_same_batch_gives_the_same_bytes_elsewhere_and_at_more_threads(
    series: tuple[Release, Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.workspace.FEW_ROWS", 0)
    ws = city(tmp_path / "elsewhere")
    other = publish(office(ws.out, threads=3))
    unequal = ("warehouse.duckdb",)
    assert other.name == series[0].name
    assert hashes(other.path, unequal) == hashes(series[0].path, unequal)


@pytest.mark.parametrize("what", ["key", "as_of", "table"])
def test_whatever_a_release_depends_on_is_in_its_name(
    series: tuple[Release, Release], tmp_path: Path, what: str
) -> None:
    ws = city(tmp_path / "out")
    if what == "table":
        path = ws.path("scored.household_score")
        pl.read_parquet(path).with_columns(score_high=pl.lit(61, pl.Int32)).write_parquet(path)
    as_of = DAY - datetime.timedelta(days=1) if what == "as_of" else DAY
    key = b"another key of thirty-two bytes." if what == "key" else ws.key
    changed = office(ws.out, as_of, batch=DAY, key=key)
    assert publish(changed).name != series[0].name


def test_an_old_batch_made_again_leaves_the_newer_history_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = publish(city(out))
    second = publish(city(out, NEXT))
    before = hashes(out / "releases")
    assert publish(city(out)).name == first.name
    assert (out / "CURRENT").read_text(encoding="utf-8").strip() == first.name
    again = publish(city(out, NEXT))
    assert (again.name, again.is_new) == (second.name, False)
    assert hashes(out / "releases") == before


def test_after_the_review_date_the_release_says_so(tmp_path: Path) -> None:
    late = publish(city(tmp_path / "out", datetime.date(2026, 1, 31)))
    assert late.manifest["rulebook"]["mark"] == "参数待更新"
    assert "参数待更新" in (late.path / "report" / "index.html").read_text(encoding="utf-8")


def flip(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position % len(content)] ^= 1
    path.write_bytes(content)


def test_a_flipped_byte_is_found_wherever_it_is(series: tuple[Release, Release], tmp_path: Path) -> None:
    release = tmp_path / "out" / "releases" / series[0].name
    shutil.copytree(series[0].path.parent.parent, tmp_path / "out")
    kinds = {(path.parts[-2], path.suffix): path for path in sorted(release.rglob("*.*")) if path.is_file()}
    assert len(kinds) > 8
    for path in kinds.values():
        whole = path.read_bytes()
        flip(path, len(whole) // 2)
        assert check(release), path.name
        path.write_bytes(whole)
    assert check(release) == []
    (release / "report" / "index.html").unlink()
    (release / "extra.txt").write_text("x", encoding="utf-8")
    assert check(release) == ["extra.txt: 清单里没有", "report/index.html: 不见了"]


def test_a_damaged_release_is_not_published_over(tmp_path: Path) -> None:
    ws = city(tmp_path / "out", households=2)
    first = publish(ws)
    flip(first.path / "report" / "index.html", 100)
    with pytest.raises(ReleaseRefused, match=r"现在不完整了\(report/index.html"):
        publish(ws)


def test_a_copy_without_its_state_is_checked_by_its_tables(series: tuple[Release, Release], tmp_path: Path) -> None:
    release = tmp_path / series[0].name
    shutil.copytree(series[0].path, release)
    assert check(release) == []
    con = duckdb.connect(str(release / "warehouse.duckdb"))
    con.execute("update tiered.household_tier set rank_in_street = 99 where household_id = 'H001'")
    con.close()
    assert check(release) == ["warehouse.duckdb: tiered.household_tier 的行与发布时不同"]


def test_a_second_writer_is_refused_in_one_sentence(tmp_path: Path) -> None:
    ws = city(tmp_path / "out")
    code = (
        "import sys, time, pathlib; from pipelines.release.storage import only_writer\n"
        "with only_writer(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(ws.out)], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None and other.stdout.readline() == "held\n"
            with pytest.raises(ReleaseRefused, match="另一次运行正在写"):
                publish(ws)
        finally:
            other.kill()
    assert publish(ws).is_new


# one process that knows nothing but the storage module forks once for every file operation and dies there
KILLED = """
import os, sys, pathlib
from pipelines.release import storage
root = pathlib.Path(sys.argv[1])
operations = ("fsync", "rename", "replace", "mkdir", "open", "write", "fchmod", "close")
# a killed process loses no page of the system's cache: waiting for the disk would show nothing
os.fsync = lambda handle: None

def release(out, name):
    with storage.only_writer(out):
        storage.sweep(out)
        stage = storage.make_stage(out, name)
        for folder in ("exports", "entitled"):
            (stage / folder).mkdir()
            (stage / folder / "a.txt").write_text(name)
        storage.settle(stage)
        storage.write_durably(stage / "manifest.json", name.encode(), 0o640)
        final = out / "releases" / name
        if final.exists():
            import shutil
            shutil.rmtree(stage)
        else:
            storage.place(stage, final)
        storage.name_current(out, name)

def whole(out, name):
    folder = out / "releases" / name
    return [(folder / part).read_text() for part in ("manifest.json", "exports/a.txt", "entitled/a.txt")] == [name] * 3

number = 0
while True:
    number += 1
    out = root / str(number)
    release(out, "r1")
    child = os.fork()
    if child == 0:
        count = [0]
        def deadly(real):
            def call(*arguments, **named):
                count[0] += 1
                if count[0] == number:
                    os._exit(137)
                return real(*arguments, **named)
            return call
        for operation in operations:
            setattr(os, operation, deadly(getattr(os, operation)))
        release(out, "r2")
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    current = storage.current(out)
    assert whole(out, current), (number, current)
    assert code == 137 or current == "r2"
    release(out, "r2")
    assert storage.current(out) == "r2" and whole(out, "r1") and whole(out, "r2"), number
    assert sorted(path.name for path in (out / "releases").iterdir()) == ["r1", "r2"], number
    assert sorted(path.name for path in out.iterdir()) == ["CURRENT", "releases", "state"], number
    if code == 0:
        print(number - 1)
        break
"""


def test_whoever_is_killed_at_any_file_operation_leaves_a_whole_release(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def test_the_publisher_stopped_before_any_file_operation_is_made_good_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk as it was before every operation of a publication, and the next run over some of these states."""
    out, states = tmp_path / "out", tmp_path / "states"
    first = publish(city(out, households=2))
    settled = hashes(first.path)
    ws = city(out, NEXT, households=2)
    kept: list[Path] = []
    real = {name: getattr(os, name) for name in ("fsync", "rename", "replace", "link", "fchmod")}

    def linked(source: str, target: str) -> None:
        """Files that are only ever replaced as a whole may share their content with the copy."""
        (shutil.copy2 if source.endswith(".jsonl") else real["link"])(source, target)

    def remembered(name: str) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            with monkeypatch.context() as calm:
                for known, function in real.items():
                    calm.setattr(os, known, function)
                kept.append(states / f"{len(kept):03d}")
                shutil.copytree(out, kept[-1], copy_function=linked)
            return None if name == "fsync" else real[name](*arguments, **named)

        return call

    with monkeypatch.context() as watched:
        for name in real:
            watched.setattr(os, name, remembered(name))
        second = publish(ws)
    assert len(kept) > 40
    assert hashes(first.path) == settled
    for state in kept:
        current = storage.current(state)
        assert current in (first.name, second.name)
        assert set(hashes_of_names(state / "releases" / first.name)) == set(settled)
        assert (state / "releases" / current / "manifest.json").is_file()
    for state in (kept[len(kept) // 3], kept[2 * len(kept) // 3], *kept[-4:]):
        again = publish(office(state, NEXT))
        assert again.name == second.name
        assert hashes(again.path, ("warehouse.duckdb",)) == hashes(second.path, ("warehouse.duckdb",))
        assert sorted(path.name for path in (state / "releases").iterdir()) == sorted((first.name, second.name))
        assert not [*state.glob(".*"), *(state / "state").glob(".*")]
        assert audit.verify(state / "state", Key(ws.key)).is_whole
    assert hashes(first.path) == settled


def hashes_of_names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
