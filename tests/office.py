"""A tiny office for tests of the orchestration: four tables made by plain functions, and a release that is one file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.graph import Made
from assets.workspace import Workspace, Written
from pipelines.cli import main
from pipelines.jobs import graph
from pipelines.release.publish import Release
from pipelines.release.storage import name_current
from pipelines.resources import Workspaces
from schemas.landed import Delivery, QuarantinedRow
from schemas.linked import Person
from schemas.scored import AreaDeprivation
from schemas.table import Table

Capture = pytest.CaptureFixture[str]
OLD, NEW = "2017-11-30", "2017-12-31"
NO_ROWS = ("rows_read", "rows_accepted", "rows_quarantined", "rows_duplicate", "rows_blank", "rows_total_line")
BROKEN = "张三丰310101195001010011"
"""A person of this name makes the stage break with the name in the exception."""


def rows_of(table: type[Table], rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of a table; cells that are not named are NULL."""
    schema = {name: kind for name, kind in table.polars_schema().items() if name != "batch"}
    return pl.DataFrame([{**dict.fromkeys(schema), **row} for row in rows], schema=schema)


def delivered(ws: Workspace) -> Iterator[Path]:
    assert ws.inbox is not None
    yield from sorted((ws.inbox / ws.batch).rglob("*.csv"))


def land(ws: Workspace) -> Written:
    ws.write_frame(rows_of(QuarantinedRow, []), QuarantinedRow)
    rows = [
        {"department": path.parent.name, "extract": path.stem, "file_name": path.name, "decision": "accepted"}
        | dict.fromkeys(NO_ROWS, 0)
        for path in delivered(ws)
    ]
    return ws.write_frame(rows_of(Delivery, rows), Delivery)


def persons(ws: Workspace) -> list[Written]:
    names = [name for path in delivered(ws) for name in path.read_text(encoding="utf-8").split()]
    if BROKEN in names:
        raise ValueError(f"cannot make sense of {BROKEN}")
    rows = [
        {"person_id": name, "sex_code": "0" if name != "?" else "9", "is_registered": True, "is_deceased": False}
        for name in names
    ]
    return [ws.write_frame(rows_of(Person, rows), Person)]


def areas(ws: Workspace, previous: Path | None) -> Written:
    """As many households as the area had before, and one."""
    before = pl.read_parquet(previous)["household_count"].item() if previous else 0
    row = {"area_code": "310101", "household_count": before + 1, "multiple_low": 0, "multiple_high": 0}
    return ws.write_frame(rows_of(AreaDeprivation, [row]), AreaDeprivation)


def publish(ws: Workspace) -> Release:
    folder = ws.out / "releases" / f"{ws.batch}-00000000"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "persons").write_bytes(ws.path("linked.person").read_bytes())
    name_current(ws.out, folder.name)
    return Release(folder.name, folder, True, {})


def missing(ws: Workspace) -> list[str]:
    return [] if any(path.stem == "民政_救助申请" for path in delivered(ws)) else ["民政_救助申请"]


WIRING = (
    Made(land, ("landed.delivery", "landed.quarantined_row")),
    Made(persons, ("linked.person",), reads=("landed.delivery",)),
    Made(areas, ("scored.area_deprivation",), reads=("linked.person",), previous="scored.area_deprivation"),
)


class Office:
    """An inbox with two batches, an output folder and the jobs over both."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.out = folder / "inbox", folder / "out"
        self.deliver(OLD, "甲 乙")
        self.deliver(NEW, "甲 乙 丙")

    def deliver(self, batch: str, text: str, extract: str = "民政_救助申请") -> Path:
        path = self.inbox / batch / "民政" / f"{extract}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def workspaces(self, **days: datetime.date) -> Workspaces:
        return Workspaces(self.inbox, self.out, days=days)

    def definitions(self, wiring: Sequence[Made] = WIRING) -> Any:
        return graph(self.workspaces(), wiring, publish, missing)

    def bytes_of(self, *parts: str) -> dict[str, bytes]:
        """Content of every file below a folder of the output."""
        folder = self.out.joinpath(*parts)
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one command."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    return code, *capsys.readouterr()
