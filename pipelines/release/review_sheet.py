"""The sheet of record pairs that a reviewer decides on; filled in, it is the extract 核对_链接裁定."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines.link_trace import told_levels
from pipelines.privacy.permissions import owner_folder
from pipelines.release.files import Choice, write_xlsx
from pipelines.release.statements import made_from, statement

FILE, DECISION = "链接裁定.xlsx", "核对_链接裁定"
MOST_DOUBTS = 500
"""More doubtful pairs than anybody decides on between two batches; analyst.link_review holds all."""


class Sheet(NamedTuple):
    """Where it went and how many pairs it holds."""

    file: str
    department: str
    rows: int


def write(con: duckdb.DuckDBPyConnection, ws: Workspace, folder: Path, footer: str) -> Sheet | None:
    """<folder>/<department>/链接裁定.xlsx: the drawn pairs in their order, then the doubtful ones; None without any."""
    con.execute(made_from("temp table", "queue", statement("analyst", "link_review").sql))
    con.execute(made_from("temp table", "link_pair", statement("lists", "link_pair").sql))
    frame = _seen(con, con.execute(statement("lists", "link_sheet").sql).pl())
    (drawn,) = con.execute("select count(*) from link_pair where sample_number is not null").fetchall()[0]
    frame = frame.head(drawn + MOST_DOUBTS)
    if frame.is_empty():
        return None
    contract = ws.catalogue[DECISION]
    answers = contract.by_term()["decision"].values
    choices = (
        Choice("裁定", tuple(answers), "看不出的留空"),
        Choice("裁定人"),
        Choice("裁定日期", hint="写成 2018-01-15 这样"),
    )
    place = owner_folder(owner_folder(folder) / contract.department)
    write_xlsx(frame, place / FILE, ws.as_of, footer, choices, _notes(footer, drawn, frame.height - drawn))
    return Sheet(f"{contract.department}/{FILE}", contract.department, frame.height)


def _seen(con: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> pl.DataFrame:
    """Column 比过哪些: what was compared in words, without weights; also what the two rows do not show, e.g. kin."""
    weights = con.execute("from linked.link_weight order by comparison_place, level_number").pl().to_dicts()
    by_place = {flag: [row for row in weights if row["is_same_household"] == flag] for flag in (True, False)}
    words = [
        None
        if pattern is None
        else ";".join(f"{item}: {level}" for item, level, _ in told_levels(by_place[flag], pattern)[0][1:])
        for pattern, flag in frame.select("pattern", "is_same_household").iter_rows()
    ]
    return frame.drop("pattern", "is_same_household").with_columns(pl.Series("比过哪些", words, dtype=pl.String))


def _notes(footer: str, drawn: int, doubts: int) -> tuple[str, ...]:
    return (
        footer,
        "每行是两条送达的记录,只问一件事: 是不是同一个人。请在 裁定 一栏选 同一人 或 不同人,并填 裁定人、裁定日期;"
        "看不出的,三栏都留空。比过哪些 一栏写明还比了账户、共有人、户内等这里没有列出的。",
        f"前 {drawn} 行是抽样的,用来估计链接有多准: 请从上往下做,不要挑着做;十分钟约做三十行,做到哪里都算数。",
        f"其后 {doubts} 行是拿不准的,牵连重的在前,可以挑着做;它们不进入估计。全部拿不准的见仓库 analyst.link_review。",
        "裁定编号、甲乙的来源与记录号请勿改动: 抽样的编号改了,那一行仍照办,但不进入估计。",
        f"填好后存为 {DECISION}.xlsx,放入下一批次的“核对中心”文件夹。裁定从下一次运行起照办,撤去即复原。",
        "为什么这样归: hedui explain 甲来源#甲记录号 乙来源#乙记录号。抽样的请先裁定,再看。",
    )
