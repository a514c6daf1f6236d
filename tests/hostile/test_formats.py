"""XLSX and Parquet deliveries: the same rows as the CSV, and the ways in which such files go wrong."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tests.hostile.inbox import EXTRACT, HEADER, ID, INCOME, MEMBERS, NAME, Inbox, changed, csv, rows

BATCH = "2017-12-31"


def workbook(sheet_rows: list[list[Any]], hidden_first: bool = True) -> bytes:
    """A workbook with a hidden sheet before the one with the rows; dates are written as date cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    if hidden_first:
        book.add_worksheet("隐藏").hide()
    sheet = book.add_worksheet("数据")
    sheet.activate()
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(sheet_rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(at, column, cell, as_date)
            elif cell not in ("", None):
                sheet.write(at, column, cell)
    book.close()
    return buffer.getvalue()


def parquet(columns: dict[str, Any] | None = None, **options: Any) -> bytes:
    """The clean rows as Parquet, some columns replaced."""
    table = {word: pa.array([row[at] for row in rows()]) for at, word in enumerate(HEADER)} | (columns or {})
    buffer = io.BytesIO()
    pq.write_table(pa.table(table), buffer, **options)
    return buffer.getvalue()


def flipped(content: bytes, text: bytes) -> bytes:
    """One bit changed inside a value."""
    at = content.index(text)
    return content[: at + 5] + bytes([content[at + 5] ^ 1]) + content[at + 6 :]


def typed_row(row: list[str]) -> list[Any]:
    """Numbers as number cells, the day as a date cell, as an official would type them."""
    day = datetime.date.fromisoformat(row[10])
    return [*row[:4], int(row[4]), *(float(cell) for cell in row[5:8]), int(row[8]), int(row[9]), day, *row[11:]]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    found = Inbox(tmp_path)
    found.put(BATCH, f"{EXTRACT}.csv", csv(rows()))
    return found


def fen(inbox: Inbox, delivery: dict[str, Any]) -> list[int]:
    return inbox.content(delivery)["declared_income_fen"].to_list()


def test_formats_bring_the_same_rows(inbox: Inbox) -> None:
    titled = [["某区救助申请"], [], list(HEADER), *(typed_row(row) for row in rows()), [], ["合计", "", "20人"]]
    inbox.put(BATCH, f"{EXTRACT}_sheet.xlsx", workbook(titled))
    kinds: dict[str, Any] = {
        "申报家庭月收入": pa.array([float(row[INCOME]) + 1e-11 for row in rows()]),
        "申报家庭人数": pa.array([int(row[MEMBERS]) for row in rows()], pa.int8()),
        "受理日期": pa.array([datetime.date.fromisoformat(row[10]) for row in rows()]),
        "救助项目": pa.array([row[1] for row in rows()]).dictionary_encode(),
        "申报存款": pa.array([None] * 20, pa.null()),
    }
    inbox.put(BATCH, f"{EXTRACT}_table.parquet", parquet(kinds))
    found = inbox.land(BATCH)
    plain = inbox.content(found[f"{EXTRACT}.csv"])
    sheet, table = found[f"{EXTRACT}_sheet.xlsx"], found[f"{EXTRACT}_table.parquet"]
    assert (sheet["rows_accepted"], sheet["rows_total_line"], sheet["rows_blank"]) == (20, 2, 2)
    assert fen(inbox, sheet) == fen(inbox, table) == plain["declared_income_fen"].to_list()
    for delivery in (sheet, table):
        same = inbox.content(delivery)
        for term in ("application_number", "name", "id_number", "declared_member_count", "phone"):
            assert same[term].equals(plain[term]), term
    assert inbox.content(table)["accepted_date"].equals(plain["accepted_date"])
    assert inbox.content(table)["declared_deposits_fen"].null_count() == 20
    assert inbox.content(sheet)["accepted_date"][0] == "2017-01-01 00:00:00"


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cut.parquet": ("E16_parquet", lambda: parquet()[: len(parquet()) // 2]),
    "lying_footer.parquet": ("E16_parquet", lambda: parquet()[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1"),
    "no_footer.parquet": ("E16_parquet", lambda: b"PAR1" + bytes(64) + b"PAR1"),
    "csv_inside.parquet": ("E04_magic", lambda: csv(rows())),
    "flipped.parquet": (
        "E18_parquet_page",
        lambda: flipped(
            parquet(compression="none", use_dictionary=False, write_page_checksum=True), rows()[3][ID].encode()
        ),
    ),
    "float_ids.parquet": ("E17_type", lambda: parquet({"申请人身份证号": pa.array([3.1e17] * 20)})),
    "nested.parquet": ("E17_type", lambda: parquet({"居住地址": pa.array([["路"]] * 20)})),
    "bytes.parquet": ("E17_type", lambda: parquet({"居住地址": pa.array([b"x"] * 20)})),
    "encrypted.xlsx": ("E04_magic", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "cut.xlsx": ("E24_workbook", lambda: workbook([list(HEADER)])[:-40]),
    "other_archive.xlsx": ("E04_magic", lambda: archive({"../../etc/passwd": b"x"})),
    "bomb.xlsx": (
        "E05_size",
        lambda: archive({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": bytes(80 << 20)}),
    ),
    "rubbish_inside.xlsx": ("E24_workbook", lambda: archive({"[Content_Types].xml": b"<", "xl/workbook.xml": b"<x"})),
    "number_ids.xlsx": (
        "E20_id_digits",
        lambda: workbook([list(HEADER), *([*row[:3], float(row[3].replace("X", "1")), *row[4:]] for row in rows())]),
    ),
    "no_header.xlsx": ("E08_header", lambda: workbook(rows())),
    "empty.xlsx": ("E08_header", lambda: workbook([])),
}


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return buffer.getvalue()


def test_a_damaged_file_is_refused_in_one_sentence(inbox: Inbox) -> None:
    for name, (_, make) in BAD.items():
        inbox.put(BATCH, f"{EXTRACT}_{name}", make())
    found = inbox.land(BATCH)
    codes = {name: found[f"{EXTRACT}_{name}"]["reason_code"] for name in BAD}
    assert codes == {name: code for name, (code, _) in BAD.items()}
    for name in BAD:
        delivery = found[f"{EXTRACT}_{name}"]
        assert delivery["decision"] == "refused" and delivery["reason"].count("。") == 1


def test_a_row_bomb_is_refused_from_its_footer(tmp_path: Path) -> None:
    bureau = tmp_path / "bureau" / "extracts"
    bureau.mkdir(parents=True)
    (bureau / "a.toml").write_text(f'["{EXTRACT}"]\nmax_rows = 1000\n', encoding="utf-8")
    inbox = Inbox(tmp_path, tmp_path / "bureau")
    bomb = {word: pa.array(["1"] * 200_000).dictionary_encode() for word in HEADER}
    content = parquet(bomb)
    assert len(content) < 100_000
    inbox.put(BATCH, f"{EXTRACT}.parquet", content)
    assert inbox.land(BATCH)[f"{EXTRACT}.parquet"]["reason_code"] == "E11_rows"


def test_hostile_cells_of_a_table_are_set_aside(inbox: Inbox) -> None:
    names = [row[NAME] for row in changed({(0, NAME): "陈\x00安", (1, NAME): "=王", (2, NAME): "李\u200b春 "})]
    amounts = [*["壹仟元", "1,234.50"], *(row[INCOME] for row in rows()[2:])]
    giant = ["路" * 40_000 if at == 5 else "路" for at in range(20)]
    columns = {"申请人姓名": pa.array(names), "申报家庭月收入": pa.array(amounts), "居住地址": pa.array(giant)}
    inbox.put(BATCH, f"{EXTRACT}_t.parquet", parquet(columns))
    delivery = inbox.land(BATCH)[f"{EXTRACT}_t.parquet"]
    assert (delivery["rows_accepted"], delivery["rows_quarantined"]) == (17, 3)
    back = inbox.quarantined(BATCH).select("row_number", "reason_code", "column_name").rows()
    assert back == [
        (2, "Q02_control_character", "申请人姓名"), (3, "Q07_formula_name", "申请人姓名"),
        (7, "Q04_long_line", "居住地址"),
    ]  # fmt: skip
    assert inbox.content(delivery)["name"][0] == "李春"


def test_row_groups_make_no_difference(inbox: Inbox) -> None:
    inbox.put(BATCH, f"{EXTRACT}_groups.parquet", parquet(row_group_size=7))
    found = inbox.land(BATCH)
    groups, plain = inbox.content(found[f"{EXTRACT}_groups.parquet"]), inbox.content(found[f"{EXTRACT}.csv"])
    assert groups.equals(plain) and groups["row_number"].to_list() == list(range(2, 22))
