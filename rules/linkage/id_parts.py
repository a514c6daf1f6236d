"""What a damaged id text still says: certain first digits, last characters, and the birth date among them.

Excel shows 3.10104E+17 (six digits are certain) or writes 310104198501010000 (fifteen are); a mask leaves both ends;
a cut leaves the beginning. None of it names a person; all of it speaks for or against one.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

import polars as pl

_SCIENTIFIC = re.compile(r"([1-9])(?:\.([0-9]+))?E\+?1([47])")
_SHOWN = 6
"""Significant digits that a spreadsheet shows; the next is the first of a year, 1 or 2, and rounds down."""
_KEPT = 15
"""Significant digits that a spreadsheet keeps; it writes zeros for the rest."""
_LENGTH, _OLD_LENGTH, _BIRTH_END, _AREA_END = 18, 15, 14, 6
_LEAST_TAIL = 4
"""Fewer last characters hold no whole sequence number before the check character."""


class Part(NamedTuple):
    """`head` first digits, `tail` last characters (with the check character), `birth` yyyymmdd from the head.

    `digits`: the text where it may be an id but for one slip (17 to 19 characters), else None. `is_certain`: every
    character of head and tail was copied, not typed, so that another one speaks against a person.
    """

    digits: str | None = None
    head: str | None = None
    tail: str | None = None
    birth: int | None = None
    is_certain: bool = False


def part(text: str) -> Part:
    """What one id text as `ids.canonical` leaves it still says.

    >>> part("3.10104E+17").head, part("310104********123X").tail, part("310104198501010000").birth
    ('310104', '123X', 19850101)
    """
    shown = _SCIENTIFIC.fullmatch(text)
    if shown:
        digits = shown[1] + (shown[2] or "")
        # of more digits than are shown by default the last one may have been rounded
        head = digits.ljust(_SHOWN, "0") if len(digits) <= _SHOWN else digits[:-1]
        return _of(head[:_AREA_END] if shown[3] == "4" else head, None, True)
    if "*" in text:
        head, tail = re.match(r"[0-9]*", text), re.search(r"[0-9]*[0-9X]?$", text)
        is_old = len(text) == _OLD_LENGTH
        ends = tail[0] if tail and not is_old and len(tail[0]) >= _LEAST_TAIL else None
        return _of((head[0] if head else "")[: _AREA_END if is_old else _LENGTH], ends, True)
    if re.fullmatch(r"[0-9]{15}000", text):
        return _of(text[:_KEPT], None, True, text)
    if re.fullmatch(r"[0-9]{20}.*", text):
        text = text[:_LENGTH]
    if re.fullmatch(r"[0-9]{16,18}[0-9X]", text):
        return _of(text[:_BIRTH_END], None, False, text)
    typed = re.match(r"[0-9]+", text)
    return _of(typed[0], None, False) if typed and len(text) != _OLD_LENGTH else Part()


def parts(texts: pl.Series) -> pl.DataFrame:
    """Parts of distinct texts: id_text, digits, head, tail, birth, is_certain."""
    schema = {"digits": pl.String, "head": pl.String, "tail": pl.String, "birth": pl.Int32, "is_certain": pl.Boolean}
    frame = pl.DataFrame([part(text) for text in texts], schema=schema, orient="row")
    return frame.insert_column(0, texts.alias("id_text").cast(pl.String))


def _of(head: str, tail: str | None, is_certain: bool, digits: str | None = None) -> Part:
    head = head if len(head) >= (1 if tail else _AREA_END) else ""
    return Part(digits, head or None, tail, _birth(head) if is_certain else None, is_certain and bool(head or tail))


def _birth(head: str) -> int | None:
    """Birth date in the first fourteen digits, None where they are not all there or name no day."""
    if len(head) < _BIRTH_END:
        return None
    try:
        day = datetime.date(int(head[6:10]), int(head[10:12]), int(head[12:14]))
    except ValueError:
        return None
    return day.year * 10000 + day.month * 100 + day.day
