"""CSV deliveries: plain lines are parsed in bulk, the others one by one; no line is lost between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import polars as pl

from assets.landed.careful import Looked, OpenQuote, look
from assets.landed.characters import visible
from assets.landed.encoding import decoded
from assets.landed.header import Binding, bound, split
from assets.landed.intake import FIRST, Intake
from assets.landed.limits import (
    MAX_BLANK_LINES_ABOVE,
    MAX_LINE_BYTES,
    MAX_LINE_ENDS_IN_FIELD,
    MAX_ROW_TEXT,
    MAX_TITLE_LINES,
)
from assets.landed.lines import Survey, survey
from assets.landed.reasons import NotTaken, Unaccounted
from schemas.contract import Extract


def read_delimited(content: bytes, contract: Extract) -> tuple[Intake, str]:
    """Read a CSV file; returns its rows and the proved encoding.

    Raises:
        NotTaken: the encoding, the header or the quoting of the file cannot be trusted.
    """

    def header_fits(block: bytes) -> bool:
        try:
            bound(_head(block, contract), contract)
        except NotTaken as not_taken:
            return not_taken.code not in ("E08_header", "E23_missing_column")
        return True

    text = decoded(content, header_fits)
    blocks = iter(text.blocks)
    head = next(blocks, b"")
    binding = _binding(head, contract)
    intake = Intake(contract, binding)
    body: bytes | None = _after_lines(head, binding.line + 1)
    rows = 1
    while body is not None:
        following = next(blocks, None)
        rest, used = _take(body, rows, intake, is_last=following is None)
        rows += used
        body = rest + following if following is not None else None
        if rows > contract.max_rows + 1:
            raise NotTaken("E11_rows", contract.max_rows)
    return intake, text.encoding


def _binding(head: bytes, contract: Extract) -> Binding:
    try:
        return bound(_head(head, contract), contract)
    except NotTaken as not_taken:
        first = " ".join(" ".join(cells) for cells in islice(_head(head, contract), MAX_TITLE_LINES))
        if not_taken.code == "E08_header" and all(c.name in first for c in contract.columns if c.required):
            raise NotTaken("E25_separator", contract.separator) from None
        raise


def _head(block: bytes, contract: Extract) -> Iterator[list[str]]:
    """Cells of the lines that may be titles or the header."""
    start = 0
    for _ in range(contract.title_lines + MAX_TITLE_LINES + 1 + MAX_BLANK_LINES_ABOVE):
        if start >= len(block):
            return
        stop = block.find(b"\n", start)
        stop = len(block) if stop < 0 else stop
        line = block[start : min(stop, start + 16 * MAX_LINE_BYTES)].decode("utf-8", "replace")
        yield split(line.removesuffix("\r"), contract.separator)
        start = stop + 1


def _after_lines(block: bytes, lines: int) -> bytes:
    start = 0
    for _ in range(lines):
        start = block.find(b"\n", start) + 1
    return block[start:]


def _take(block: bytes, rows: int, intake: Intake, is_last: bool) -> tuple[bytes, int]:
    """Take in the lines of a block; returns what belongs to the next block, and the rows used (blank ones too).

    Raises:
        NotTaken: a quoted field is not closed.
    """
    if not block:
        return b"", 0
    contract, binding = intake.contract, intake.binding
    found = survey(block, contract.separator, binding.columns)
    rest = b""
    try:
        looked = look(block, found, contract.separator, binding.columns)
    except OpenQuote as open_quote:
        if is_last or open_quote.line + MAX_LINE_ENDS_IN_FIELD + 1 < len(found.ends):
            raise NotTaken("E12_unclosed_quote", rows + open_quote.line + 1) from None
        cut = int(found.starts[open_quote.line])
        rest, block = block[cut:], block[:cut]
        if not block:
            return rest, 0
        found = survey(block, contract.separator, binding.columns)
        looked = look(block, found, contract.separator, binding.columns)
    is_row_start = np.ones(len(found.ends), bool)
    is_row_start[looked.swallowed] = False
    numbers = rows + np.cumsum(is_row_start)
    _admit_plain(block, found, is_row_start, numbers, intake)
    _admit_looked(looked, numbers, intake)
    return rest, int(np.count_nonzero(is_row_start))


def _admit_plain(block: bytes, found: Survey, is_row_start: np.ndarray, numbers: np.ndarray, intake: Intake) -> None:
    plain = found.is_plain & is_row_start
    lines = np.flatnonzero(plain)
    if not len(lines):
        return
    if len(lines) == len(found.ends):
        content = block
    else:
        letters = np.frombuffer(block, np.uint8)
        content = letters[np.repeat(plain, found.ends - found.starts + 1)].tobytes()
    frame = _parsed(content, found.is_quoted, intake)
    if frame.height != len(lines):
        raise Unaccounted("the parser did not return one row per line")
    frame = frame.insert_column(0, pl.Series("row_number", numbers[lines], pl.Int64))

    def raw(position: int) -> str:
        line = lines[position]
        return visible(block[found.starts[line] : found.ends[line]].decode("utf-8"), MAX_ROW_TEXT)

    may_be_empty = found.is_quoted and b'""' in content
    intake.admit(frame, raw, found.is_untidy, found.has_edge_spaces or may_be_empty)


def _parsed(content: bytes, is_quoted: bool, intake: Intake) -> pl.DataFrame:
    binding = intake.binding
    schema = {f"column_{position + 1}": pl.String for position in range(binding.columns)}
    names = {f"column_{position + 1}": term for term, position in binding.terms.items()}
    names.setdefault("column_1", FIRST)
    wanted = [name for name in schema if name in names]
    try:
        frame = pl.read_csv(
            content, has_header=False, schema=schema, columns=wanted, separator=intake.contract.separator,
            quote_char='"' if is_quoted else None, eol_char="\n",
        )  # fmt: skip
    except (pl.exceptions.PolarsError, OSError):
        # the text of a parser's error holds the row
        raise Unaccounted("the parser refused lines that were surveyed as plain") from None
    return frame.rename(names)


def _admit_looked(looked: Looked, numbers: np.ndarray, intake: Intake) -> None:
    contract, binding = intake.contract, intake.binding
    for line, code, position, text in looked.set_aside:
        intake.put_aside(int(numbers[line]), code, binding.word(position, contract), text)
    intake.count_blank(looked.blank)
    for cells in looked.totals:
        intake.count_total(cells)
    if looked.rows:
        wanted = [(term, position) for term, position in binding.terms.items()]
        if 0 not in binding.terms.values():
            wanted.append((FIRST, 0))
        columns: dict[str, pl.Series] = {
            "row_number": pl.Series([int(numbers[line]) for line, _, _ in looked.rows], dtype=pl.Int64)
        }
        for term, position in wanted:
            cells_of = [cells[position] or None for _, cells, _ in looked.rows]
            columns[term] = pl.Series(term, cells_of, dtype=pl.String)
        intake.admit(pl.DataFrame(columns), lambda position: looked.rows[position][2], is_untidy=True)
