"""Landing: every hostile file gets its right answer, every row is accounted for, nothing delivered is ever shown."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.landed.amounts import fen_column, parse
from assets.landed.history import required_missing
from tests.hostile.cases import Case, cases
from tests.hostile.inbox import EXTRACT, INCOME, NAME, Inbox, changed, csv, rows

ALL = {case.name: case for case in cases()}
BATCH, NEXT = "2017-11-30", "2017-12-31"


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inbox, dict[str, dict[str, Any]]]:
    """All delimited cases, delivered as parts of one extract."""
    inbox = Inbox(tmp_path_factory.mktemp("hostile"))
    for case in ALL.values():
        inbox.put(BATCH, f"{EXTRACT}_{case.name}.csv", case.content)
    return inbox, inbox.land(BATCH)


def account(row: dict[str, Any]) -> list[int]:
    places = ("accepted", "quarantined", "duplicate", "blank", "total_line")
    return [row[f"rows_{place}"] for place in places]


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_a_hostile_file_gets_its_right_answer(case: Case, landed: tuple[Inbox, dict[str, dict[str, Any]]]) -> None:
    row = landed[1][f"{EXTRACT}_{case.name}.csv"]
    expected = [case.accepted, case.quarantined, case.duplicate, case.blank, case.total_line]
    assert (row["decision"], row["reason_code"], account(row)) == (case.decision, case.code, expected)
    assert row["rows_read"] == sum(expected)
    assert row["encoding"] == case.encoding
    assert (row["reason"] is None) == (case.code is None)


def test_what_is_accepted_is_what_was_delivered(landed: tuple[Inbox, dict[str, dict[str, Any]]]) -> None:
    """Encodings, quoting, line ends and column order change nothing in the rows."""
    inbox, deliveries = landed
    plain = inbox.content(deliveries[f"{EXTRACT}_utf8.csv"])
    same = ("utf16_le", "utf16_be", "mixed_line_ends", "everything_quoted", "undeclared_column", "titles_and_total")
    for name in same:
        assert inbox.content(deliveries[f"{EXTRACT}_{name}.csv"]).equals(plain), name
    names = inbox.content(deliveries[f"{EXTRACT}_gb18030_rare.csv"])["name"]
    assert names[1:4].to_list() == ["陈𬱟", "王㛃", "李𠮷"]
    assert inbox.content(deliveries[f"{EXTRACT}_stray_quotes.csv"])["address"][4] == '测试路"4"号'
    assert inbox.content(deliveries[f"{EXTRACT}_line_ends_in_a_field.csv"])["address"][3] == "测试路 3号 后门"
    left_out = deliveries[f"{EXTRACT}_column_left_out.csv"]
    assert inbox.content(left_out)["phone"].null_count() == 20 and "phone" in left_out["columns_missing"]
    assert deliveries[f"{EXTRACT}_undeclared_column.csv"]["columns_undeclared"] == 1


def test_missing_is_null_and_only_zero_is_zero(landed: tuple[Inbox, dict[str, dict[str, Any]]]) -> None:
    inbox, deliveries = landed
    fen = inbox.content(deliveries[f"{EXTRACT}_missing_amounts.csv"])["declared_income_fen"]
    assert fen[:9].to_list() == [None] * 7 + [0, None]


def test_quarantined_rows_go_back_with_line_column_and_text(landed: tuple[Inbox, dict[str, dict[str, Any]]]) -> None:
    inbox, _ = landed
    rows_back = inbox.quarantined(BATCH)

    def back(name: str) -> list[tuple[Any, ...]]:
        found = rows_back.filter(pl.col("file_name") == f"{EXTRACT}_{name}.csv")
        return found.select("row_number", "reason_code", "column_name").rows()

    assert back("nul") == [(4, "Q02_control_character", "申请人姓名"), (7, "Q02_control_character", "居住地址")]
    assert back("formulas") == [(row, "Q07_formula_name", "申请人姓名") for row in (2, 3, 4)]
    assert back("amounts") == [(row, "Q06_amount", "申报家庭月收入") for row in (6, 7, 9, 10)]
    assert back("short_row") == [(5, "Q03_field_count", None)]
    assert back("giant_field") == [(5, "Q04_long_line", None)]
    assert back("one_gb18030_line") == [(6, "Q01_bytes", None)]
    texts = rows_back.filter(pl.col("file_name") == f"{EXTRACT}_nul.csv")["row_text"]
    assert "王\\x00芳" in texts[0] and "\x00" not in texts[0]
    assert rows_back["row_text"].str.len_chars().max() < 5_000


def test_no_sentence_shows_a_delivered_value(landed: tuple[Inbox, dict[str, dict[str, Any]]]) -> None:
    values = {cell for row in rows() for cell in row if len(cell) > 2} - {"最低生活保障"}
    for delivery in landed[1].values():
        assert not any(value in (delivery["reason"] or "") for value in values)


def test_landing_again_changes_nothing_and_reads_nothing(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put(BATCH, f"{EXTRACT}.csv", csv(changed({(0, NAME): "=x"})))
    first = inbox.land(BATCH)
    content = next((tmp_path / "out/state/landed" / EXTRACT).glob("*.parquet"))
    written = content.stat().st_mtime_ns
    assert inbox.land(BATCH) == first and content.stat().st_mtime_ns == written
    assert inbox.quarantined(BATCH).height == 1


def test_the_same_bytes_again_count_once(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put(BATCH, f"{EXTRACT}.csv", csv(rows()))
    inbox.put(BATCH, f"{EXTRACT}_again.csv", csv(rows()))
    inbox.put(NEXT, f"{EXTRACT}_later.csv", csv(rows()))
    first, later = inbox.land(BATCH), inbox.land(NEXT)
    assert [row["decision"] for row in first.values()] == ["accepted", "redelivered"]
    row = later[f"{EXTRACT}_later.csv"]
    assert (row["decision"], row["rows_read"], account(row)) == ("redelivered", 20, [0, 0, 20, 0, 0])


def test_another_unit_is_held_until_a_person_lets_it_through(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    in_fen = changed({(at, INCOME): row[INCOME].replace(".", "") for at, row in enumerate(rows())})
    inbox.put(BATCH, f"{EXTRACT}.csv", csv(rows()))
    inbox.put(NEXT, f"{EXTRACT}.csv", csv(in_fen))
    inbox.land(BATCH)
    held = inbox.land(NEXT)[f"{EXTRACT}.csv"]
    assert (held["decision"], held["reason_code"], held["rows_read"]) == ("held", "H02_unit_drift", 0)
    assert inbox.land(NEXT, (held["file_sha256"],))[f"{EXTRACT}.csv"]["decision"] == "accepted"


def test_a_file_in_the_wrong_place_or_under_a_wrong_name(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    wrong = {
        "民政_没有这种.csv": "E22_extract",
        "银行_账户余额.csv": "E21_department",
        "a.csv.exe": "E01_file_name",
        f"{EXTRACT}.zip": "E01_file_name",
        f"{EXTRACT}_..csv": "E01_file_name",
        f"{EXTRACT}_\u202efdp.csv": "E01_file_name",
        f"{EXTRACT}_a b.csv": "E01_file_name",
        f"{EXTRACT};drop.csv": "E01_file_name",
    }
    for name in wrong:
        inbox.put(BATCH, name, csv(rows()))
    good = inbox.put(BATCH, f"{EXTRACT}_part-2.CSV", csv(rows()))
    good.with_name(f"{EXTRACT}_link.csv").symlink_to(good)
    os.mkfifo(good.with_name(f"{EXTRACT}_pipe.csv"))
    good.with_name(f"{EXTRACT}_folder.csv").mkdir()
    good.with_name(".hidden").write_bytes(b"x")
    (tmp_path / "inbox" / BATCH / "readme.txt").write_bytes(b"x")
    found = inbox.land(BATCH)
    assert {name: found[name.replace("\u202e", "\\u202e")]["reason_code"] for name in wrong} == wrong
    for kind in ("link", "pipe", "folder"):
        assert found[f"{EXTRACT}_{kind}.csv"]["reason_code"] == "E02_not_regular_file"
    assert found[f"{EXTRACT}_part-2.CSV"]["decision"] == "accepted" and ".hidden" not in found
    assert found["readme.txt"]["department"] == "-"


def test_required_extracts_stand_in_the_way_until_they_are_there(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put(BATCH, f"{EXTRACT}.csv", csv(rows()))
    inbox.put(NEXT, f"{EXTRACT}.csv", b"")
    inbox.land(BATCH)
    others = ["人社_参保缴费", "医保_费用结算", "民政_申请家庭成员", "银行_账户余额"]
    assert sorted(required_missing(inbox.workspace(BATCH))) == sorted(others)
    inbox.land(NEXT)
    assert EXTRACT in required_missing(inbox.workspace(NEXT))


def test_a_bureau_gives_other_words_units_and_titles(tmp_path: Path) -> None:
    bureau = tmp_path / "bureau" / "extracts"
    bureau.mkdir(parents=True)
    column = 'name = "月收入(万元)", term = "declared_income", unit = "wan_yuan", required = true, aliases = ["月收入"]'
    overlay = f'["{EXTRACT}"]\ntitle_lines = 5\ncolumns = [{{ {column} }}]\n'
    (bureau / "a.toml").write_text(overlay, encoding="utf-8")
    inbox = Inbox(tmp_path, tmp_path / "bureau")
    header = ["月收入" if word == "申报家庭月收入" else word for word in csv([]).decode().strip().split(",")]
    titles = "申请编号 救助项目 一览\r\n" * 5
    found = changed({(0, INCOME): "1.2万", (1, INCOME): "0.0012", (2, INCOME): "１．５"}, 3)
    inbox.put(BATCH, f"{EXTRACT}.csv", titles.encode() + csv(found, header))
    row = inbox.land(BATCH)[f"{EXTRACT}.csv"]
    assert (row["decision"], row["rows_total_line"]) == ("accepted", 5)
    assert inbox.content(row)["declared_income_fen"].to_list() == [1_200_000, 1_200, 1_500_000]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0), ("-0.01", -1), ("12.5", 1250), ("1234.", 123400), (".5", 50), ("+3", 300), ("1,234,567.8", 123456780),
        ("¥5", 500), ("人民币 5元", 500), ("-¥5", -500), ("5元整", 500), ("='5'", None), ('="5.10"', 510), ("'5", 500),
        ("0.30000000000000004", 30), ("12.345", None), ("12.3449999999", None), ("1e3", None), ("1,23", None),
        ("12,34,567", None), ("(5.00)", None), ("5万", None), ("五元", None), ("inf", None), ("1" * 16, None),
    ],
)  # fmt: skip
def test_amounts_are_read_with_certainty_or_not_at_all(text: str, fen: int | None) -> None:
    assert parse(text, "yuan") == fen
    frame = pl.DataFrame({"amount": [text, "7.00"]})
    amounts, unreadable = fen_column(frame, "amount", "yuan")
    assert (amounts.to_list(), unreadable.to_list()) == ([fen, 700], [fen is None, False])


def test_the_content_names_its_contract(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put(BATCH, f"{EXTRACT}.csv", csv(rows()))
    inbox.land(BATCH)
    content = next((tmp_path / "out/state/landed" / EXTRACT).glob("*.parquet"))
    receipt = json.loads(pl.read_parquet_metadata(content)["hedui.receipt"])
    assert receipt["account"] == [20, 20, 0, 0, 0, 0] and len(receipt["contract"]) == 64
