"""The benchmarks' own helpers: what they read, what they add up, where they write. No figure of a machine is proved."""

from __future__ import annotations

import codecs
import importlib
import sys
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from assets.cost import measured as step
from benchmarks import documents, floor, measure, pipeline
from benchmarks.linkage import protocol, scores
from benchmarks.linkage.engines import febrl_hedui

MIB = 2**20
FIELDS = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
)  # fmt: skip


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """One file of each form that departments deliver, in two batches."""
    folder = tmp_path / "inbox"
    texts = {
        "2017-12-31/甲/甲_一.csv": "姓名;金额\r\n陈𬱟;1,5\r\n李明;2\r\n".encode("gb18030"),
        "2017-12-31/乙/乙_二.csv": codecs.BOM_UTF8 + "姓名,金额\n王芳,3\n".encode(),
        "2018-01-03/乙/乙_二.csv": codecs.BOM_UTF16_LE + "姓名|金额\n赵六|4\n孙七|5\n周八|6\n".encode("utf-16-le"),
    }
    for name, content in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    pl.DataFrame({"姓名": ["吴九"], "金额": [7.5]}).write_parquet(folder / "2018-01-03/乙/乙_三.parquet")
    book = xlsxwriter.Workbook(folder / "2018-01-03/乙/乙_四.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "金额"])
    sheet.write_row(1, 0, ["郑十", 8])
    book.close()
    (folder / "2018-01-03/乙/manifest.json").write_text("{}")
    return folder


@pytest.mark.parametrize("way", ["iconv", "codec", "duckdb"])
def test_the_floor_reads_every_file(inbox: Path, tmp_path: Path, way: floor.Way) -> None:
    told = floor.copy(inbox, tmp_path / "copy", way)
    written = [pl.read_parquet(path) for path in sorted((tmp_path / "copy").iterdir())]
    assert (told["files"], told["rows"]) == (5, 8)
    assert told["bytes_read"] == sum(path.stat().st_size for path in inbox.rglob("*.*") if path.suffix != ".json")
    assert {name for frame in written for name in frame["姓名"]} == {
        "陈𬱟",
        "李明",
        "王芳",
        "赵六",
        "孙七",
        "周八",
        "吴九",
        "郑十",
    }


def test_a_head_that_ends_within_a_character_is_still_utf_8() -> None:
    assert floor.encoding_of("姓名".encode()[:-1]) == "utf-8"
    assert floor.encoding_of("姓名".encode("gb18030")) == "gb18030"


def test_stages_checks_parts_and_the_rest_add_up_to_the_run() -> None:
    cost = {"seconds": 1.0, "cpu_seconds": 2.0}
    steps = [
        {"kind": "table", "name": "linked.person", "rows": 5, "peak_mib": 7, **cost},
        {"kind": "table", "name": "landed.delivery", "rows": 3, **cost},
        {"kind": "check", "name": "linked.person", "peak_mib": 9, **cost},
        {"kind": "part", "name": "published.release/page", **cost},
        {"kind": "table", "name": "published.release", "rows": 1, **cost},
    ]
    rows = pipeline.by_stage(steps, measure.Cost(10.0, 6.0, 100))
    assert [row["stage"] for row in rows] == ["landed", "linked", "contract checks", "release: page", pipeline.REST]
    assert [row["cpu_seconds"] for row in rows] == [2.0, 2.0, 2.0, 2.0, 2.0]
    assert sum(row["seconds"] for row in rows) == 6.0


@pytest.mark.parametrize(
    ("little", "much", "grows"), [(1.0, 10.0, 1.0), (1.0, 100.0, 2.0), (0.4, 100.0, None), (None, 1.0, None)]
)
def test_exponent_of_growth(little: float | None, much: float, grows: float | None) -> None:
    assert pipeline.exponent(1e5, little, 1e6, much) == grows


def test_a_table_is_put_between_its_markers_and_nowhere_else(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text("head\n<!-- a -->\nold\n<!-- /a -->\ntail\n", encoding="utf-8")
    for _ in range(2):
        documents.put(document, "a", documents.table([{"阶段": "甲", "s": 1234}, {"阶段": "乙丙", "s": None}]))
        assert document.read_text(encoding="utf-8").splitlines() == [
            "head", "<!-- a -->",
            "| 阶段 |     s |", "| ---- | ----: |", "| 甲   | 1,234 |", "| 乙丙 |       |",
            "<!-- /a -->", "tail",
        ]  # fmt: skip
    with pytest.raises(documents.NoMarker):
        documents.put(document, "b", "")


def test_a_command_is_measured_with_what_it_starts() -> None:
    hold = "import time; kept = b'x' * (64 << 20); time.sleep(0.4)"
    cost, said = measure.measured(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}]); print('done')",
        ]
    )
    assert said == "done\n" and cost.peak_mib >= 64
    with pytest.raises(measure.CommandFailed):
        measure.measured([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_step_remembers_its_own_peak_and_that_of_the_steps_within() -> None:
    with step() as whole:
        with step() as large:
            kept = b"x" * (96 * MIB)
        del kept
        with step() as small:
            pass
    assert large.cost.peak_bytes is not None and small.cost.peak_bytes is not None
    assert large.cost.peak_bytes - small.cost.peak_bytes >= 64 * MIB
    # the kernel counts pages per processor and adds them up now and then
    assert whole.cost.peak_bytes == pytest.approx(large.cost.peak_bytes, abs=MIB)


# --- linkage


def judged(clusters: list[object]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Found, truth and ids: a register entry and two more records of one person, an entry and one of another."""
    keys = {"record_key": [1, 2, 3, 4, 5]}
    truth = {"person": [1, 1, 1, 2, 2], "is_register": [True, False, False, True, False]}
    usable = {"is_usable": [True, True, False, True, False]}
    ids = {"id_number": ["a", "a", None, "b", "a"]}
    return pl.DataFrame(keys | {"cluster": clusters}), pl.DataFrame(keys | truth | usable), pl.DataFrame(keys | ids)


@pytest.mark.parametrize(
    ("clusters", "expected"),
    [
        ([1, 1, 1, 2, 2], (1.0, 1.0, 1.0, 0, 0, 0)),
        ([1, 1, 9, 2, 8], (1.0, 0.25, 0.0, 2, 0, 0)),
        ([1, 1, 2, 2, 2], (0.5, 0.5, 0.33333, 1, 1, 0)),
        ([1, 1, 1, 1, 1], (0.4, 1.0, 0.6, 0, 3, 1)),
    ],
    ids=["right", "careful", "one mistaken", "everybody is one"],
)
def test_scores(clusters: list[object], expected: tuple[float, ...]) -> None:
    found, truth, ids = judged(clusters)
    told = scores.row(found, truth, ids)
    names = ("precision", "recall", "F1 without usable id", "missed", "false links", "id conflicts")
    assert tuple(told[name] for name in names) == expected


def test_an_engine_must_put_every_record_into_one_cluster(tmp_path: Path) -> None:
    pl.DataFrame({"record_key": [7, 8, 9], "id_number": ["a", None, "a"]}).write_parquet(tmp_path / "records.parquet")
    protocol.run("exact_id", tmp_path, tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet")["cluster"].to_list() == ["id a", "record 8", "id a"]
    (tmp_path / "forgetful.py").write_text(
        "import polars as pl\ndef link(task): return pl.DataFrame({'record_key': [7], 'cluster': [1]})"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        patch.setitem(sys.modules, "forgetful.engine", importlib.import_module("forgetful"))
        with pytest.raises(ValueError, match="every record"):
            protocol.run("forgetful.engine", tmp_path, tmp_path / "out.parquet")


def test_the_generic_path_links_two_files_one_to_one(tmp_path: Path) -> None:
    """Slips, a swapped name and a rival that shares the surname and the street; nobody meets a record of their file."""
    people = [
        ("anna", "smith", "12", "high street", "oak", "perth", "6000", "wa", "19700101"),
        ("peter", "smith", "14", "high street", None, "perth", "6000", "wa", "19680305"),
        ("maria", "jones", "3", "long road", None, "sydney", "2000", "nsw", "19551224"),
    ]
    copies = [
        ("ana", "smith", "12", "high street", "oak", "perth", "6000", "wa", "19700101"),
        ("smith", "peter", "14", "high street", None, "perth", "6001", "wa", "19680305"),
        ("maria", "jones", None, "long road", None, "sydny", "2000", "nsw", "19551242"),
    ]
    rows = [(key, key // 3, *cells) for key, cells in enumerate([*people, *copies])]
    pl.DataFrame(rows, schema=["record_key", "source", *FIELDS], orient="row").write_parquet(
        tmp_path / "records.parquet"
    )
    found = dict(febrl_hedui.link(tmp_path).select("record_key", "cluster").iter_rows())
    assert [found[key] == found[key + 3] for key in range(3)] == [True] * 3
    assert len({found[key] for key in range(3)}) == 3


def test_the_tables_of_the_readme_are_those_of_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = pipeline.README.read_text(encoding="utf-8")
    (tmp_path / "README.md").write_text(shown, encoding="utf-8")
    results = pipeline.known()
    monkeypatch.setattr(pipeline, "README", tmp_path / "README.md")
    monkeypatch.setattr(pipeline, "RESULTS", tmp_path / "results.json")
    pipeline.write(results)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == shown
    assert pipeline.known() == results
