"""核对证据单: a page per concluded report, text and HTML, in words that can be read aloud to the family it is about."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines.privacy.permissions import owner_folder
from pipelines.release.files import file_name, write_csv
from pipelines.release.sheet_html import as_html
from pipelines.release.sheet_text import Asked, Row, Sheet, as_text, sheet, worded
from pipelines.release.statements import made_from, statement

FOLDER = "核对证据单"
PARTS = ("member", "item", "source", "change")
SINGLE_FILES = 5_000
"""Beyond so many reports each committee gets one file with all its pages and an index, not one file per report."""


class Pages:
    """Rows of one query, handed out page by page in the order of the pages."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._groups = itertools.groupby(frame.iter_rows(named=True), key=lambda row: row["page"])
        self._next = next(self._groups, None)

    def of(self, page: int) -> list[Row]:
        if self._next is None or self._next[0] != page:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def write_sheets(
    con: duckdb.DuckDBPyConnection, ws: Workspace, folder: Path, names: dict[str, str], footer: str
) -> Iterator[tuple[str, str, int]]:
    """Write the sheets below entitled/<committee>/; yields relative path, committee code and pages of each file."""
    con.execute(made_from("temp table", "sheet_report", statement("lists", "sheet_report").sql))
    reports = con.execute("from sheet_report order by page").pl()
    members, items, sources, changes = (
        Pages(con.execute(statement("lists", f"sheet_{name}").sql).pl()) for name in PARTS
    )
    parameters = {row["name"]: row for row in con.execute(statement("lists", "sheet_parameter").sql).pl().to_dicts()}
    labels = {name: str(row["label"]) for name, row in parameters.items()}

    @cache
    def standards(programme: str, used: tuple[str, ...]) -> tuple[str, ...]:
        named = {entry.split("=", 1)[0] for entry in used}
        return tuple(worded((row for name, row in parameters.items() if name in named), programme))

    asked = Asked(ws.as_of, ws.rulebook.is_outdated(ws.as_of))

    def page(row: Row) -> Sheet:
        at, lines = row["page"], standards(row["programme"], tuple(row["parameters_used"]))
        parts = members.of(at), items.of(at), sources.of(at), changes.of(at)
        return sheet(row, *parts, lines, labels, asked, footer)

    for committee in reports.partition_by("committee_code", maintain_order=True):
        code = str(committee["committee_code"][0])
        place = owner_folder(owner_folder(folder) / names.get(code, code))
        written = ((row, page(row)) for row in committee.iter_rows(named=True))
        if reports.height > SINGLE_FILES:
            yield from _one_file(place, code, written)
        else:
            yield from _file_each(place, code, written)


def _file_each(place: Path, code: str, written: Iterator[tuple[Row, Sheet]]) -> Iterator[tuple[str, str, int]]:
    taken: set[str] = set()
    for row, page in written:
        name = file_name(row["application_number"])
        name = name if name not in taken else file_name(row["report_id"])
        taken.add(name)
        target = owner_folder(place / FOLDER) / name
        _write(target.with_name(f"{name}.txt"), as_text(page))
        target.with_name(f"{name}.html").write_text(as_html([page]), encoding="utf-8")
        for kind in ("txt", "html"):
            yield f"{place.name}/{FOLDER}/{name}.{kind}", code, 1


def _one_file(place: Path, code: str, written: Iterator[tuple[Row, Sheet]]) -> Iterator[tuple[str, str, int]]:
    pages, index = [], []
    for number, (row, page) in enumerate(written, 1):
        pages.append(page)
        index.append((number, row["application_number"], row["programme"], row["conclusion"]))
    _write(place / f"{FOLDER}.txt", "\f".join(as_text(page) for page in pages))
    (place / f"{FOLDER}.html").write_text(as_html(pages), encoding="utf-8")
    contents = pl.DataFrame(index, schema=["页", "申请编号", "项目", "结论"], orient="row")
    write_csv(contents, place / f"{FOLDER}目录.csv")
    for kind in ("txt", "html"):
        yield f"{place.name}/{FOLDER}.{kind}", code, len(pages)
    yield f"{place.name}/{FOLDER}目录.csv", code, len(pages)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
