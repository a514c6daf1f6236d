"""Standardising: what is certain is normalised, what is doubtful is unknown and flagged, and order never matters."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.standardised import dates, ids, numbers, words
from rules.linkage import ids as kit
from tests.hostile.cases import DAYS
from tests.hostile.inbox import (
    DAY,
    EXTRACT,
    HEADER,
    ID,
    INCOME,
    MEMBERS,
    NAME,
    NUMBER,
    PHONE,
    PROGRAMME,
    Inbox,
    changed,
    citizen_id,
    csv,
    rows,
)

FIRST, SECOND, THIRD = "2017-10-31", "2017-11-30", "2017-12-31"
BANK, BANK_HEADER = "银行_账户余额", "记录号|客户姓名|证件号码|账号|余额|查询日期"
GOOD = citizen_id(12, "19850709")
OLD = GOOD[:6] + GOOD[8:17]
WRONG = GOOD[:17] + ("0" if GOOD[17] != "0" else "1")
SPELLED: list[tuple[str | None, str | None, str]] = [
    (GOOD, GOOD, "valid"), (f" {GOOD} ", GOOD, "normalised"), (f"'{GOOD}", GOOD, "normalised"),
    (f'="{GOOD}"', GOOD, "normalised"), (f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", GOOD, "normalised"),
    ("３" + GOOD[1:], GOOD, "normalised"), (f"{GOOD[:5]}\u200b{GOOD[5:]}", GOOD, "normalised"),
    (OLD, GOOD, "upgraded"), (WRONG, None, "bad_checksum"), (citizen_id(1, "19850230"), None, "bad_date"),
    (citizen_id(1, "19000229"), None, "bad_date"), ("3.10101E+17", None, "scientific"), (GOOD[:17], None, "truncated"),
    ("0" * 18, None, "dummy"), ("1" * 17, None, "dummy"), ("999999198507090012", None, "dummy"),
    (GOOD[:6] + "********" + GOOD[14:], None, "masked"), ("H12345678", None, "other"), ("护照E1234567", None, "other"),
    ("99" + GOOD[2:], None, "bad_checksum"), ("", None, "missing"), (None, None, "missing"), ("无", None, "missing"),
    ("NULL", None, "missing"), (GOOD + GOOD, None, "other"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "status"), SPELLED)
def test_an_id_is_canonical_or_unknown(text: str | None, number: str | None, status: str) -> None:
    found = ids.canonical(pl.Series([text], dtype=pl.String))
    assert (found.number[0], found.status[0]) == (number, status)
    assert (found.text[0] is None) == (status == "missing")


def test_a_small_x_is_a_large_one() -> None:
    ending_in_x = next(found for serial in range(100) if (found := citizen_id(serial)).endswith("X"))
    found = ids.canonical(pl.Series([ending_in_x.lower(), GOOD, None]))
    assert found.number.to_list() == [ending_in_x, GOOD, None]
    assert found.text.to_list() == [ending_in_x, GOOD, None]
    assert found.status.to_list() == ["normalised", "valid", "missing"]


def each(text: str | None) -> tuple[str | None, str | None, str]:
    reading = kit.canonical(text)
    return reading.text, reading.number, reading.status


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from([text for text, _, _ in SPELLED]) | st.text("019Xx*' ", max_size=20), min_size=1))
def test_many_ids_are_read_as_each_alone(delivered: list[str | None]) -> None:
    found = ids.canonical(pl.Series(delivered, dtype=pl.String))
    assert list(zip(found.text, found.number, found.status, strict=True)) == [each(text) for text in delivered]


READ = [
    (dates.read_date, "2017-02-03", datetime.date(2017, 2, 3), None),
    (dates.read_date, "2017.2.3", datetime.date(2017, 2, 3), None),
    (dates.read_date, "９９９９-１２-３１", datetime.date(9999, 12, 31), None),
    (dates.read_date, "2017-02-29", None, "impossible_date"),
    (dates.read_date, "1900-01-00", None, "impossible_date"),
    (dates.read_date, "0001-01-01", None, "impossible_date"),
    (dates.read_date, "198502", None, "incomplete_date"),
    (dates.read_date, "85-02-03", None, "ambiguous_date"),
    (dates.read_date, "昨天", None, "unreadable_date"),
    (dates.read_date, "不详", None, None),
    (dates.read_month, "201712", "2017-12", None),
    (dates.read_month, "2017-12", "2017-12", None),
    (dates.read_month, "2017/1", "2017-01", None),
    (dates.read_month, "2017年12月", "2017-12", None),
    (dates.read_month, "20171231", "2017-12", None),
    (dates.read_month, "201713", None, "unreadable_month"),
    (dates.read_year, "2017", 2017, None),
    (dates.read_year, "2017年度", 2017, None),
    (dates.read_year, "201712", 2017, None),
    (dates.read_year, "17", None, "unreadable_year"),
    (numbers.read_count, "3人", 3, None),
    (numbers.read_count, "3.0", 3, None),
    (numbers.read_count, "-1", None, "unreadable_number"),
    (numbers.read_count, "三", None, "unreadable_number"),
    (numbers.read_number, "89.5平方米", 89.5, None),
    (numbers.read_number, "1,089.5", 1089.5, None),
    (numbers.read_number, "1.089,5", None, "unreadable_number"),
    (numbers.read_share, "1/2", 0.5, None),
    (numbers.read_share, "50%", 0.5, None),
    (numbers.read_share, "三分之一", None, "unreadable_number"),
    (numbers.read_share, "3分之1", 1 / 3, None),
    (numbers.read_share, "50", None, "unreadable_number"),
    (numbers.read_share, "1/0", None, "unreadable_number"),
    (words.read_name, "张 三(已故)", "张三", "name_cleaned"),
    (words.read_name, "李四(女)(曾用名)", "李四", "name_cleaned"),
    (words.read_name, "John  Smith", "John  Smith", "name_cleaned"),
    (words.read_name, "王\ufffd", "王\ufffd", "replacement_character"),
]


@pytest.mark.parametrize(("read", "text", "value", "flag"), READ)
def test_a_spelling_is_read_with_certainty_or_flagged(read: Any, text: str, value: Any, flag: str | None) -> None:
    assert read(text) == (value, flag)


def test_a_column_of_codes_phones_and_numbers() -> None:
    sex = words.coded(pl.Series(["男", "女性", "1", "F", "不详", "雌"]), "sex", ("男", "女"))
    assert sex.values.to_list() == ["男", "女", "男", "女", None, None]
    assert sex.faults.to_list() == [None] * 5 + ["unknown_code"]
    phones = words.phones(pl.Series(["19900000001", "+86 199-0000-0001", "１9900000001", "021-61234567", "无", "12"]))
    assert phones.to_list() == ["19900000001"] * 3 + ["02161234567", None, None]
    things = words.thing_numbers(pl.Series(["沪A12345", "'6222 0001", '="0012"', "ＳＱ１", "无", "sq-1"]))
    assert things.to_list() == ["沪A12345", "62220001", "0012", "SQ1", None, "sq-1"]
    held = words.thing_numbers(pl.Series(["沪a·12345", "913a", "６２２２ 0001", "无", "··"]), is_holding=True)
    assert held.to_list() == ["沪A12345", "913A", "62220001", None, None]
    assert numbers.numbers(pl.Series(["89.50", "㎡", None]), is_share=False).values.to_list() == [89.5, None, None]


def flags_of(tables: dict[str, pl.DataFrame]) -> set[tuple[str, str, str]]:
    return set(tables["flag"].select("record_number", "term", "flag_code").rows())


def test_doubtful_cells_keep_their_row_and_are_flagged(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    cells = {(at, DAY): text for at, text in enumerate(DAYS)}
    cells |= {(12, PROGRAMME): "别的项目", (13, MEMBERS): "两人", (14, NAME): "秦 强(已故)", (15, INCOME): ""}
    cells |= {(16, ID): WRONG, (17, ID): OLD, (18, ID): "\u200b" + GOOD, (19, NAME): ""}
    inbox.put(FIRST, f"{EXTRACT}.csv", csv(changed(cells)))
    inbox.land(FIRST)
    tables = inbox.standardise(FIRST)
    typed = tables[EXTRACT]
    assert typed.height == 20 and typed["record_number"].to_list() == [row[NUMBER] for row in rows()]
    days = [datetime.date(2017, 2, 2), datetime.date(2017, 3, 3), datetime.date(2017, 4, 4), datetime.date(2017, 5, 5)]
    assert typed["accepted_date"][:10].to_list() == [*days, None, datetime.date(2017, 7, 7), *[None] * 4]
    assert flags_of(tables) == {
        ("SQ000004", "accepted_date", "ambiguous_date"), ("SQ000006", "accepted_date", "ambiguous_date"),
        ("SQ000007", "accepted_date", "unreadable_date"), ("SQ000008", "accepted_date", "impossible_date"),
        ("SQ000009", "accepted_date", "incomplete_date"), ("SQ000012", "programme", "unknown_code"),
        ("SQ000013", "declared_member_count", "unreadable_number"), ("SQ000014", "name", "name_cleaned"),
        ("SQ000015", "declared_income", "missing_required"), ("SQ000016", "id_number", "id_bad_checksum"),
        ("SQ000017", "id_number", "id_upgraded"), ("SQ000018", "id_number", "invisible_character"),
        ("SQ000019", "name", "missing_required"),
    }  # fmt: skip
    record = {row["record_number"]: row for row in tables["record"].iter_rows(named=True)}
    assert record["SQ000014"]["name_text"] == "秦强" and record["SQ000019"]["name_text"] is None
    assert (record["SQ000016"]["id_text"], record["SQ000016"]["id_number"]) == (WRONG, None)
    assert record["SQ000017"]["id_number"] == record["SQ000018"]["id_number"] == GOOD
    assert record["SQ000000"]["application_number"] == "SQ000000"
    fen = typed["declared_income_fen"]
    delivered = [int(row[INCOME].replace(".", "")) for row in rows()]
    assert fen.to_list() == [*delivered[:15], None, *delivered[16:]]


def test_appended_rows_add_up_and_a_later_one_replaces(tmp_path: Path) -> None:
    """A late correction replaces its row; the batch before still says what it said."""
    inbox = Inbox(tmp_path)
    inbox.put(FIRST, f"{EXTRACT}.csv", csv(rows()[:10]))
    corrected = changed({(2, INCOME): "0.00"}, 12)[2:]
    inbox.put(SECOND, f"{EXTRACT}.csv", csv(corrected, encoding="gb18030"))
    for batch in (FIRST, SECOND, THIRD):
        inbox.land(batch)
    first, second, third = (inbox.standardise(batch)[EXTRACT] for batch in (FIRST, SECOND, THIRD))
    assert second["record_number"].to_list() == [row[NUMBER] for row in rows()[:12]]
    assert second["declared_income_fen"][2] == 0 and first["declared_income_fen"][2] != 0
    assert second["delivered_batch"].to_list() == [FIRST, FIRST, SECOND, *[FIRST] * 7, SECOND, SECOND]
    assert third.equals(second)


def bank(found: list[str]) -> bytes:
    return ("\r\n".join([BANK_HEADER, *found]) + "\r\n").encode("gb18030")


def test_a_snapshot_replaces_the_one_before_with_all_its_parts(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    lines = [f"YH{at}|陈安|{GOOD}|6222000{at}|{100 + at}.00|20171231" for at in range(4)]
    inbox.put(FIRST, f"{BANK}_1.csv", bank(lines[:2]), "银行")
    inbox.put(FIRST, f"{BANK}_2.csv", bank(lines[1:3]), "银行")
    inbox.put(SECOND, f"{BANK}_1.csv", bank(lines[:2]), "银行")
    inbox.put(SECOND, f"{BANK}_2.csv", bank(lines[3:]), "银行")
    inbox.put(THIRD, f"{BANK}_2.csv", bank(lines[3:]), "银行")
    for batch in (FIRST, SECOND, THIRD):
        inbox.land(batch)
    numbers_of = {batch: inbox.standardise(batch)[BANK]["record_number"].to_list() for batch in (FIRST, SECOND, THIRD)}
    assert numbers_of == {FIRST: ["YH0", "YH1", "YH2"], SECOND: ["YH0", "YH1", "YH3"], THIRD: ["YH0", "YH1", "YH3"]}


def test_one_key_with_two_contents_keeps_both(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    lines = [f"YH1|陈安|{GOOD}|62220001|100.00|20171231", f"YH1|陈安|{GOOD}|62220001|200.00|20171231"]
    inbox.put(FIRST, f"{BANK}.csv", bank([*lines, f"YH2|{'王' * 2}|{WRONG}|62220002|0|2017"]), "银行")
    inbox.land(FIRST)
    tables = inbox.standardise(FIRST)
    assert tables[BANK]["balance_fen"].to_list() == [10_000, 20_000, 0]
    assert tables["record"]["shared_number"].to_list() == ["62220001", "62220001", "62220002"]
    assert ("YH1", "record_number", "duplicate_key") in flags_of(tables)
    assert ("YH2", "record_number", "duplicate_key") not in flags_of(tables)


def test_order_of_rows_and_files_changes_no_byte(tmp_path: Path) -> None:
    """Shuffled rows, other parts, another encoding: the same Parquet."""
    sent = [*changed({(3, ID): "", (4, NAME): "尤 荣", (5, NUMBER): "", (6, NUMBER): ""}, 60), rows()[7]]
    made = []
    for turn in range(3):
        inbox = Inbox(tmp_path / str(turn))
        mixed = list(sent)
        random.Random(turn).shuffle(mixed)
        name = ("utf-8", "gb18030", "utf-16")[turn]
        halves = [mixed[: 20 * turn], mixed[20 * turn :]]
        for at, half in enumerate(halves):
            if half:
                inbox.put(FIRST, f"{EXTRACT}_{(at + turn) % 2}.csv", csv(half, encoding=name))
        inbox.land(FIRST)
        inbox.standardise(FIRST)
        folder = inbox.workspace(FIRST).path(f"standardised.{EXTRACT}").parent
        made.append({path.name: path.read_bytes() for path in folder.glob("*.parquet")})
    assert len(made[0]) == 3 and made[0] == made[1] == made[2]


def test_what_is_not_delivered_is_not_there(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    path = inbox.put(FIRST, f"{EXTRACT}.csv", csv([row[:PHONE] for row in rows()], HEADER[:PHONE]))
    inbox.land(FIRST)
    tables = inbox.standardise(FIRST)
    assert set(tables) == {EXTRACT, "record", "flag"} and tables[EXTRACT]["phone"].null_count() == 20
    path.unlink()
    inbox.land(FIRST)
    tables = inbox.standardise(FIRST)
    assert set(tables) == {"record", "flag"} and tables["record"].height == 0
    assert not inbox.workspace(FIRST).delivered


def test_the_number_of_a_certificate_holds_an_id(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    header = "记录号,姓名,残疾人证号,残疾类别,残疾等级,发证日期"
    lines = [f"CL1,陈安,{GOOD}41,肢体,１级,20150304", f"CL2,王丽,{WRONG}42,肢体,二级,20150304"]
    inbox.put(FIRST, "残联_持证残疾人.csv", "\n".join([header, *lines]).encode(), "残联")
    inbox.land(FIRST)
    tables = inbox.standardise(FIRST)
    assert tables["残联_持证残疾人"]["disability_level"].to_list() == ["一级", "二级"]
    assert tables["残联_持证残疾人"]["issued_date"].to_list() == [datetime.date(2015, 3, 4)] * 2
    assert tables["record"]["id_number"].to_list() == [GOOD, None]
    assert flags_of(tables) == {("CL2", "disability_certificate_number", "id_bad_checksum")}


def test_where_a_property_lies_is_compared_as_an_address(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    lines = ["记录号,权利人,证件号,不动产权证号,坐落", "BD1,陈安,,沪1,阳曲路760弄5号101室"]
    inbox.put(FIRST, "不动产_权利人.csv", "\n".join(lines).encode(), "不动产")
    inbox.land(FIRST)
    assert inbox.standardise(FIRST)["record"]["address"].to_list() == ["阳曲路760弄5号101室"]


def test_the_first_day_of_a_spreadsheet_is_nobodys_birth_date(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    header = "记录号,姓名,身份证号,出生日期,结算类别,年度,费用总额,统筹支付,个人自负"
    lines = [f"Y{day},陈安,,1900-01-0{day},住院,2017,3,2,1" for day in (1, 2)]
    inbox.put(FIRST, "医保_费用结算.csv", "\n".join([header, *lines]).encode(), "医保")
    inbox.land(FIRST)
    assert inbox.standardise(FIRST)["record"]["birth_date"].to_list() == [None, datetime.date(1900, 1, 2)]
