"""Whatever is delivered: no row is lost, no other error than a code, no delivered value in it."""

from __future__ import annotations

import io
import random
import traceback

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.landed import encoding, reasons
from assets.landed.accounting import Landing, settled
from assets.landed.columnar import read_columnar
from assets.landed.delimited import read_delimited
from assets.landed.reasons import FILE_REASONS, NotTaken
from assets.landed.sheets import read_sheet
from schemas.contract import Extract, extracts
from tests.hostile.inbox import ADDRESS, EXTRACT, HEADER, INCOME, NAME, NUMBER, Row, csv, rows
from tests.hostile.test_formats import parquet, workbook

CONTRACT = extracts()[EXTRACT]
CANARY = "310100198507070016"
quick = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def land(content: bytes, contract: Extract = CONTRACT) -> Landing:
    return settled(read_delimited(content, contract)[0])


NOT_ROWS = ("blank", "commas", "spaces", "total")
UNREADABLE = ("short", "long", "nul", "amount", "name")
LINES = ("good", "again", "quoted", "stray", *NOT_ROWS, *UNREADABLE)


def written(kind: str, row: Row) -> str:
    """One line of a kind, without its line end."""
    row = list(row)
    if kind in NOT_ROWS:
        return {"blank": "", "commas": "," * 12, "spaces": "  \u3000 ", "total": "小计,3人"}[kind]
    if kind == "short":
        return ",".join(row[:-1])
    if kind == "long":
        return ",".join([*row, "x"])
    cell, text = {
        "nul": (ADDRESS, "路\x00"), "quoted": (ADDRESS, '"路,""3""号"'), "stray": (ADDRESS, '路"3"号'),
        "amount": (INCOME, "一千"), "name": (NAME, "=1"),
    }.get(kind, (NUMBER, row[NUMBER]))  # fmt: skip
    row[cell] = text
    return ",".join(row)


@quick
@given(
    kinds=st.lists(st.sampled_from(LINES), min_size=1, max_size=60),
    ends=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=1, max_size=4),
    name=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    ends_open=st.booleans(),
    block=st.sampled_from([1 << 9, 1 << 11, 8 << 20]),
)
def test_every_line_is_accounted_for(kinds: list[str], ends: list[str], name: str, ends_open: bool, block: int) -> None:
    """Lines of every kind, in every line end and encoding, cut into blocks anywhere, are all accounted for."""
    clean = rows(len(kinds))
    first = next((at for at, kind in enumerate(kinds) if kind == "good"), None)
    lines = [written("good", clean[first]) if kind == "again" and first is not None else written(kind, clean[at])
             for at, kind in enumerate(kinds)]  # fmt: skip
    text = ",".join(HEADER) + "\r\n"
    for at, line in enumerate(lines):
        # CR, nothing, LF would be one line end
        text += line + (ends[at % len(ends)] if line or not text.endswith("\r") else "\r")
    is_open = ends_open and text.endswith(("\n", "\r")) and kinds[-1] != "blank"
    content = (text.rstrip("\r\n") if is_open else text).encode(name)
    usual, encoding.BLOCK_BYTES = encoding.BLOCK_BYTES, block
    try:
        landing = land(content)
    except NotTaken as not_taken:
        bad = sum(kind in UNREADABLE for kind in kinds)
        assert not_taken.code == "E19_unreadable_share" and bad > 5
        return
    finally:
        encoding.BLOCK_BYTES = usual
    read, accepted, quarantined, duplicate, blank, total = landing.account
    count = {kind: kinds.count(kind) for kind in LINES}
    again = 0 if first is None else count["again"]
    assert read == len(kinds)
    assert blank == count["blank"] + count["commas"] + count["spaces"] and total == count["total"]
    assert quarantined == sum(count[kind] for kind in UNREADABLE)
    assert (duplicate, accepted) == (again, read - quarantined - blank - total - again)
    whole = {"good", "quoted", "stray"} | ({"again"} if first is None else set())
    expected = [(at + 2, clean[at][NUMBER]) for at, kind in enumerate(kinds) if kind in whole]
    if again:
        # of equal rows the first in the file stays, which may be a copy
        seen = min(at for at, kind in enumerate(kinds) if kind == "again" or at == first)
        others = [pair for pair in expected if pair[0] != (first or 0) + 2]
        expected = sorted([*others, (seen + 2, clean[first or 0][NUMBER])])
    assert landing.content.select("row_number", "application_number").rows() == expected


@quick
@given(content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode), head=st.booleans(), seed=st.integers())
def test_rubbish_only_ever_gets_a_code(content: bytes, head: bool, seed: int) -> None:
    """Random bytes, with and without a header before them, and good files with bytes knocked out of them."""
    knocked = bytearray(csv(rows(4)))
    for _ in range(5):
        knocked[random.Random(seed).randrange(len(knocked))] = seed % 256
    for sent in ((",".join(HEADER) + "\n").encode() * head + content, bytes(knocked)):
        try:
            account = land(sent).account
        except NotTaken as not_taken:
            assert not_taken.code in FILE_REASONS
        else:
            assert account.read == sum(account[1:])


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_damaged_tables_only_ever_get_a_code(at: float, byte: int, cut: bool) -> None:
    for good, read in ((PARQUET, read_columnar), (SHEET, read_sheet)):
        place = int(at * len(good))
        damaged = good[:place] if cut else good[:place] + bytes([byte]) + good[place + 1 :]
        try:
            settled(read(damaged, CONTRACT))
        except NotTaken as not_taken:
            assert not_taken.code in FILE_REASONS


PARQUET = parquet(compression="none", write_page_checksum=True)
SHEET = workbook([list(HEADER), *rows()])


@quick
@given(kind=st.sampled_from(["short", "nul", "open", "header", "bytes", "amount"]), many=st.booleans())
def test_no_error_shows_what_was_delivered(kind: str, many: bool) -> None:
    """A planted id is in no exception text, code, detail or sentence, whatever breaks."""
    sent = rows(20)
    for at in range(20 if many else 1):
        sent[at][3] = CANARY
        sent[at][ADDRESS] = {"nul": f"{CANARY}\x00", "open": f'"{CANARY}'}.get(kind, CANARY)
        sent[at][INCOME] = CANARY + "元元" if kind == "amount" else sent[at][INCOME]
    lines = [",".join(HEADER if kind != "header" else [CANARY] * 13), *(",".join(row) for row in sent)]
    content = "\n".join(line.rsplit(",", kind == "short")[0] if at else line for at, line in enumerate(lines)).encode()
    if kind == "bytes":
        content += b"\n\xff" + CANARY.encode()
    try:
        land(content)
    except NotTaken as not_taken:
        shown = "".join(traceback.format_exception(not_taken, chain=True)) + not_taken.detail
        shown += reasons.sentence("文件", not_taken.code, not_taken.detail)
        assert CANARY not in shown and not_taken.__cause__ is None


def test_a_large_file_through_many_blocks_equals_one_block() -> None:
    """Blocks are a matter of memory only: quoted fields across their borders too."""
    sent = rows(3_000)
    for at in range(0, 3_000, 7):
        sent[at][ADDRESS] = f'"路\n{at},号"' if at % 2 else f" 路 {at}"
    for at in range(0, 3_000, 100):
        sent[at][NAME] = f"\u200b陈\u3000安{at}"
    content = "\n".join(",".join(row) for row in [list(HEADER), *sent]).encode("gb18030")
    whole = land(content)
    usual, encoding.BLOCK_BYTES = encoding.BLOCK_BYTES, 4096
    try:
        pieces = land(content)
    finally:
        encoding.BLOCK_BYTES = usual
    assert whole.account == pieces.account and whole.account.accepted == 3_000
    assert whole.content["name"][100] == "陈 安100" and whole.content["__tidied"].drop_nulls().len() == 30
    assert pieces.content.equals(whole.content)
    buffer = io.BytesIO()
    pieces.content.write_parquet(buffer)
    assert pl.read_parquet(buffer.getvalue()).height == 3_000
