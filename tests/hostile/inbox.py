"""A clean base delivery, ways to write it, and a small inbox to land it from."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl

from assets.landed.land import land
from assets.landed.store import content_path
from assets.standardised.standardise import standardise
from assets.workspace import Workspace
from rules.linkage.ids import check_character

EXTRACT, DEPARTMENT = "民政_救助申请", "民政"
HEADER = (
    "申请编号", "救助项目", "申请人姓名", "申请人身份证号", "申报家庭人数", "申报家庭月收入", "申报存款", "申报证券",
    "申报房产套数", "申报机动车数", "受理日期", "居住地址", "联系电话",
)  # fmt: skip
NUMBER, PROGRAMME, NAME, ID, MEMBERS, INCOME, DEPOSITS, SECURITIES, DWELLINGS, VEHICLES, DAY, ADDRESS, PHONE = range(13)
NAMES = (
    "陈安", "王博文", "李春", "赵冬梅", "钱恩", "孙芳", "周国庆", "吴海", "郑和平", "冯家",
    "褚建华", "卫静", "蒋可", "沈丽", "韩明月", "杨宁", "朱鹏", "秦强", "尤荣", "许淑珍",
)  # fmt: skip

Row = list[str]


def citizen_id(serial: int, born: str = "19800101") -> str:
    """A valid id that nobody has."""
    body = f"310101{born}{serial:03d}"
    return body + check_character(body)


def rows(count: int = 20) -> list[Row]:
    """Clean rows of EXTRACT."""
    return [
        [
            f"SQ{index:06d}", "最低生活保障", NAMES[index % 20],
            citizen_id(index % 1000, f"19{50 + index % 40}0{1 + index % 9}15"),
            str(1 + index % 4), f"{1200 + 37 * index}.{index % 100:02d}", f"{5000 + 91 * index}.50", "0.00", "1", "0",
            f"2017-{1 + index % 12:02d}-0{1 + index % 9}", f"测试路{index}号", f"1990000{index:04d}",
        ]
        for index in range(count)
    ]  # fmt: skip


def changed(cells: dict[tuple[int, int], str], count: int = 20) -> list[Row]:
    """Clean rows with some cells written otherwise."""
    found = rows(count)
    for (row, column), text in cells.items():
        found[row][column] = text
    return found


def quoted(cell: str, separator: str = ",") -> str:
    """A cell in quotes where it needs them."""
    if cell.startswith('"') or separator in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def csv(
    found: list[Row], header: tuple[str, ...] | list[str] = HEADER, encoding: str = "utf-8", newline: str = "\r\n"
) -> bytes:
    """Rows as a delimited file."""
    lines = [",".join(header), *(",".join(quoted(cell) for cell in row) for row in found)]
    return (newline.join(lines) + newline).encode(encoding)


class Inbox:
    """An inbox and an output folder below one temporary folder."""

    def __init__(self, folder: Path, bureau: Path | None = None) -> None:
        self.folder = folder
        self.bureau = bureau
        self.workspaces: dict[str, Workspace] = {}

    def workspace(self, batch: str) -> Workspace:
        if batch not in self.workspaces:
            day = datetime.date.fromisoformat(batch)
            out, inbox = self.folder / "out", self.folder / "inbox"
            self.workspaces[batch] = Workspace(out=out, batch=batch, as_of=day, inbox=inbox, bureau=self.bureau)
        return self.workspaces[batch]

    def put(self, batch: str, name: str, content: bytes, department: str = DEPARTMENT) -> Path:
        """Deliver one file."""
        folder = self.folder / "inbox" / batch / department
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    def land(self, batch: str, released: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
        """Land a batch: rows of landed.delivery by file name."""
        ws = self.workspace(batch)
        land(ws, released)
        delivered = pl.read_parquet(ws.path("landed.delivery"))
        return {row["file_name"]: row for row in delivered.iter_rows(named=True)}

    def quarantined(self, batch: str) -> pl.DataFrame:
        return pl.read_parquet(self.workspace(batch).path("landed.quarantined_row"))

    def content(self, delivery: dict[str, Any]) -> pl.DataFrame:
        """Rows that an accepted file brought."""
        state = self.workspace(delivery["batch"]).state
        return pl.read_parquet(content_path(state, delivery["extract"], delivery["file_sha256"]))

    def standardise(self, batch: str) -> dict[str, pl.DataFrame]:
        """Standardise a batch: tables by name without the stage."""
        ws = self.workspace(batch)
        return {done.table.split(".", 1)[1]: pl.read_parquet(ws.path(done.table)) for done in standardise(ws)}
