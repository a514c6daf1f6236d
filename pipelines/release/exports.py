"""What people get: masked lists per street, sheets for those entitled, receipts for departments."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines.privacy import masking, vault
from pipelines.privacy.keys import Key
from pipelines.privacy.permissions import group_folder, owner_folder
from pipelines.release import review_sheet
from pipelines.release.files import Choice, folder_names, write_csv, write_xlsx
from pipelines.release.receipts import write_receipts
from pipelines.release.reference import areas
from pipelines.release.sheets import write_sheets
from pipelines.release.statements import made_from, statement

VALID_DAYS = 30
"""So many days after the as-of day an entitled export is to be destroyed (our choice; offices set their own)."""
MASKED = "内部资料 · 姓名已遮盖 · 不得转发 · 截至 {day}"
ENTITLED = "含个人信息 · 仅限承办人 · {expiry} 前销毁 · 截至 {day}"
OUTCOMES = ("属实", "不属实", "无法联系", "拒绝", "已迁出", "数据错误")
_TABLES = (
    "linked.household", "linked.household_member", "linked.person", "linked.identity", "published.alert",
    "tiered.household_tier", "scored.household_score", "scored.household_indicator", "verified.report",
    "verified.report_case", "verified.report_member", "verified.report_item", "verified.evidence",
    "verified.counterfactual", "verified.benefit_trace", "standardised.flag", "linked.link_review",
    "linked.link_sample", "linked.record_link",
    "linked.link_residual", "linked.link_candidate", "linked.link_weight", "standardised.record",
)  # fmt: skip
_LISTS = {"alert_list": "预警清单", "tier_list": "分层名单", "visit_plan": "走访计划"}
_FEEDBACK = (
    Choice("走访日期", hint="写成 2018-01-15 这样"),
    Choice("结果", OUTCOMES, "从列表中选一项"),
    Choice("采取措施", hint="不写病名与存款"),
    Choice("备注"),
)
"""Together with 告警编号 these are the columns of 社区_走访反馈: the filled file is that extract."""


class Export(NamedTuple):
    """One file with clear identities, as the audit chain records it: no identity in it."""

    file: str
    kind: str
    recipient: str
    rows: int
    purpose: str
    expires: str


def write_exports(ws: Workspace, stage: Path, since: str | None) -> list[dict[str, Any]]:
    """Write exports/, entitled/ and departments/ below `stage`; returns what the audit chain must say of them.

    `since`: batch of the release before, whose receipts were handed out then (None: all batches are due).
    """
    with ws.session(*_TABLES) as con:
        names = _prepare(con, ws)
        _street_lists(con, ws, stage / "exports", names)
        vault.refresh(con, "vault_people", ws.state, Key(ws.key))
        with vault.opened(ws.state, Key(ws.key)) as clear:
            con.register("vault_identity", clear.execute("from identity").to_arrow_table())
        expires = (ws.as_of + datetime.timedelta(days=VALID_DAYS)).isoformat()
        exports = [*_dispatch(con, ws, stage, names, expires), *_sheets(con, ws, stage, names, expires)]
        exports += _pairs(con, ws, stage / "entitled", expires)
        exports += [
            Export(f"departments/{path}", "receipt", department, rows, "数据质量回执", expires)
            for path, department, rows in write_receipts(con, ws, stage / "departments", since)
        ]
    return [export._asdict() for export in exports]


def _prepare(con: duckdb.DuckDBPyConnection, ws: Workspace) -> dict[str, str]:
    """Tables that the lists share; returns area code -> folder name."""
    codes = [code for (code,) in con.execute(statement("lists", "area_codes").sql).fetchall()]
    area = areas(ws.rulebook, codes)
    con.register("area", area.to_arrow())
    for name in ("face", "case_number", "open_alert"):
        con.execute(made_from("temp table", name, statement("lists", name).sql))
    con.execute(made_from("temp view", "vault_people", statement("lists", "vault_people").sql))
    return folder_names(dict(area.select("area_code", "label").iter_rows()))


def _street_lists(con: duckdb.DuckDBPyConnection, ws: Workspace, folder: Path, names: dict[str, str]) -> None:
    """exports/<street>/: three lists, each as CSV and XLSX, names masked before anything is written."""
    footer = MASKED.format(day=ws.as_of)
    for query, title in _LISTS.items():
        frame = con.execute(statement("lists", query).sql).pl().with_columns(masking.name("姓名"))
        for code, part in _split(frame, "street_code"):
            place = group_folder(group_folder(folder) / names[code])
            write_csv(part, place / f"{title}.csv")
            write_xlsx(part, place / f"{title}.xlsx", ws.as_of, footer)


def _dispatch(
    con: duckdb.DuckDBPyConnection, ws: Workspace, stage: Path, names: dict[str, str], expires: str
) -> Iterator[Export]:
    """entitled/<committee>/派单.xlsx: whom to visit and why; its blank columns are the feedback extract."""
    footer = ENTITLED.format(day=ws.as_of, expiry=expires)
    notes = (
        footer,
        "走访后请填写 走访日期、结果、采取措施、备注,其余各列请勿改动。",
        "填好后存为 社区_走访反馈.xlsx,放入下一批次的“社区”文件夹。",
        "告警只是线索,不是结论:先核实,再帮扶;不得据此拒绝、停发或追回救助。",
        "走访时不得向邻里透露来意;困难情况只记类别,不记病名与存款。",
    )
    frame = con.execute(statement("lists", "dispatch").sql).pl()
    for code, part in _split(frame, "committee_code"):
        place = owner_folder(owner_folder(stage / "entitled") / names.get(code, code))
        write_xlsx(part, place / "派单.xlsx", ws.as_of, footer, _FEEDBACK, notes)
        file = f"entitled/{place.name}/派单.xlsx"
        yield Export(file, "dispatch", code, part.height, "入户走访", expires)


def _sheets(
    con: duckdb.DuckDBPyConnection, ws: Workspace, stage: Path, names: dict[str, str], expires: str
) -> Iterator[Export]:
    footer = ENTITLED.format(day=ws.as_of, expiry=expires)
    for path, code, pages in write_sheets(con, ws, stage / "entitled", names, footer):
        yield Export(f"entitled/{path}", "evidence_sheet", code, pages, "向家庭说明核对所见", expires)


def _pairs(con: duckdb.DuckDBPyConnection, ws: Workspace, folder: Path, expires: str) -> Iterator[Export]:
    sheet = review_sheet.write(con, ws, folder, ENTITLED.format(day=ws.as_of, expiry=expires))
    if sheet is not None:
        yield Export(f"entitled/{sheet.file}", "link_review", sheet.department, sheet.rows, "裁定链接", expires)


def _split(frame: pl.DataFrame, column: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """Parts by the value of a column, in the order of the frame, without that column."""
    for part in frame.partition_by(column, maintain_order=True):
        yield str(part[column][0]), part.drop(column)
