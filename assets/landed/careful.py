"""The careful path: lines that are not plain rows, one by one. Each is a row, a blank, a total line or set aside."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

import numpy as np

from assets.landed.characters import bare, is_blank, is_forbidden, visible
from assets.landed.encoding import UNDECODED
from assets.landed.limits import MAX_LINE_BYTES, MAX_LINE_ENDS_IN_FIELD, MAX_ROW_TEXT
from assets.landed.lines import Survey

TOTAL_LINE = r"^(本页)?(合 ?计|总 ?计|小 ?计|共 ?计)($|金额|余额|人数|户数|笔数|条数|行数|[^一-鿿])"
"""A line whose first filled cell is like this sums up others; a name or an address would go on with another letter."""

_TOTAL = re.compile(TOTAL_LINE)
csv.field_size_limit(MAX_LINE_BYTES * (MAX_LINE_ENDS_IN_FIELD + 2))


class OpenQuote(Exception):
    """A quoted field is open at the end of what was read. Carries the line of the block where it opened."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


@dataclass
class Looked:
    """What the careful path made of its lines; line numbers count within the block."""

    rows: list[tuple[int, list[str], str]] = field(default_factory=list)
    """Line, cells, raw text of what is a row after all."""
    set_aside: list[tuple[int, str, int | None, str]] = field(default_factory=list)
    """Line, code, field position where one is at fault, raw text."""
    blank: int = 0
    totals: list[list[str]] = field(default_factory=list)
    swallowed: list[int] = field(default_factory=list)
    """Lines that belong to the quoted field of a line before."""


def look(block: bytes, found: Survey, separator: str, columns: int) -> Looked:
    """Read every line that is not plain.

    Raises:
        OpenQuote: a quoted field is not closed within the lines it may take, or before the block ends.
    """
    looked = Looked()
    line = -1
    for line_index in np.flatnonzero(~found.is_plain):
        if line_index <= line:
            continue
        line = int(line_index)
        raw = block[found.starts[line] : found.ends[line]]
        if raw.startswith(UNDECODED):
            looked.set_aside.append((line, "Q01_bytes", None, _text(raw[len(UNDECODED) :])))
        elif len(raw) > MAX_LINE_BYTES:
            looked.set_aside.append((line, "Q04_long_line", None, _text(raw)))
        elif b'"' in raw:
            line = _quoted(block, found, line, separator, columns, looked)
        else:
            text = raw.decode("utf-8")
            _sort(line, text.split(separator), text, separator, columns, looked)
    return looked


def _quoted(block: bytes, found: Survey, line: int, separator: str, columns: int, looked: Looked) -> int:
    """Read a line with quotes, with the lines its quoted field runs on to; returns the last line it used."""
    for more in range(MAX_LINE_ENDS_IN_FIELD + 1):
        last = line + more
        if last >= len(found.ends):
            break
        text = block[found.starts[line] : found.ends[last]].decode("utf-8")
        if more and UNDECODED.decode() in text:
            break
        try:
            cells = next(csv.reader([text], delimiter=separator, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            cells = None
        if cells is None and not more:
            looked.set_aside.append((line, "Q05_quote", None, visible(text, MAX_ROW_TEXT)))
            return line
        if cells is None or (more and len(cells) != columns):
            # two lines joined by chance are not a row: the quote was never closed
            break
        looked.swallowed.extend(range(line + 1, last + 1))
        _sort(line, cells, text, separator, columns, looked)
        return last
    raise OpenQuote(line)


def _sort(line: int, cells: list[str], text: str, separator: str, columns: int, looked: Looked) -> None:
    if is_blank(text, separator):
        looked.blank += 1
    elif is_total(cells):
        looked.totals.append([bare(cell) for cell in cells])
    elif is_forbidden(text):
        at = next((index for index, cell in enumerate(cells) if is_forbidden(cell)), None)
        position = at if len(cells) == columns else None
        looked.set_aside.append((line, "Q02_control_character", position, visible(text, MAX_ROW_TEXT)))
    elif len(cells) != columns:
        looked.set_aside.append((line, "Q03_field_count", None, visible(text, MAX_ROW_TEXT)))
    else:
        looked.rows.append((line, cells, visible(text, MAX_ROW_TEXT)))


def is_total(cells: list[str]) -> bool:
    """Whether the first filled cell says that the line sums up others."""
    first = next((cell for cell in map(bare, cells) if cell), "")
    return _TOTAL.match(first) is not None


def _text(raw: bytes) -> str:
    return visible(raw[: MAX_ROW_TEXT * 4].decode("utf-8", "ignore"), MAX_ROW_TEXT)
