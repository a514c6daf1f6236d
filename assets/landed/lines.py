"""Lines of one block of UTF-8 bytes, surveyed with numpy: which are plain rows, and which need a careful look."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assets.landed.characters import forbidden_at, odd_at
from assets.landed.limits import MAX_LINE_BYTES

MANY = 0.02
"""From this share of lines on, quotes, spaces and odd characters are met in bulk; below, line by line is cheaper."""

_LF, _QUOTE, _TAB = 10, 34, 9


class Survey(NamedTuple):
    """Where the lines of a block lie and what they need."""

    starts: np.ndarray
    """First byte of every line."""
    ends: np.ndarray
    """Its LF."""
    is_plain: np.ndarray
    """True: the line is one row with the right number of fields and nothing forbidden in it."""
    is_quoted: bool
    """Plain lines may hold well-formed quoted fields."""
    is_untidy: bool
    """Plain lines may hold invisible characters or unusual spaces."""
    has_edge_spaces: bool
    """Cells of plain lines may begin or end with a space."""


def survey(block: bytes, separator: str, columns: int) -> Survey:
    """Survey a block of whole lines that ends in LF."""
    letters = np.frombuffer(block, np.uint8)
    mark = ord(separator)
    ends = np.flatnonzero(letters == _LF)
    starts = np.empty_like(ends)
    starts[:1] = 0
    starts[1:] = ends[:-1] + 1
    marks = np.flatnonzero(letters == mark)
    quotes = np.flatnonzero(letters == _QUOTE) if b'"' in block else np.empty(0, np.int64)
    is_plain = (ends - starts) <= MAX_LINE_BYTES
    is_quoted = False
    if len(quotes):
        quotes_of_line = _counted(quotes, ends)
        if np.count_nonzero(quotes_of_line) > MANY * len(ends):
            is_quoted = True
            well_formed, marks = _well_formed(letters, quotes, quotes_of_line, marks, _counted(marks, ends), mark)
            is_plain &= well_formed
        else:
            is_plain[quotes_of_line > 0] = False
    is_plain &= _has_fields(marks, starts, ends, columns - 1)
    tabs = np.flatnonzero(letters == _TAB) if b"\t" in block else np.empty(0, np.int64)
    forbidden = forbidden_at(letters, len(ends), len(tabs))
    if len(forbidden):
        is_plain[np.searchsorted(ends, forbidden)] = False
    odd = odd_at(letters)
    if separator != "\t" and len(tabs):
        odd = np.sort(np.concatenate([odd, tabs]))
    spaces = _edge_spaces(letters, mark) if b" " in block else np.empty(0, np.int64)
    return Survey(
        starts, ends, is_plain, is_quoted,
        is_untidy=_are_many(odd, ends, is_plain), has_edge_spaces=_are_many(spaces, ends, is_plain),
    )  # fmt: skip


def _are_many(positions: np.ndarray, ends: np.ndarray, is_plain: np.ndarray) -> bool:
    """Whether positions lie in so many lines that all are met in bulk; a few lines are looked at one by one instead."""
    if not len(positions):
        return False
    lines = np.unique(np.searchsorted(ends, positions))
    if len(lines) > MANY * len(ends):
        return True
    is_plain[lines] = False
    return False


def _has_fields(marks: np.ndarray, starts: np.ndarray, ends: np.ndarray, expected: int) -> np.ndarray:
    """Which lines hold exactly the expected number of separators."""
    if expected > 0 and len(marks) == expected * len(ends):
        by_line = marks.reshape(-1, expected)
        if (by_line[:, 0] >= starts).all() and (by_line[:, -1] < ends).all():
            return np.ones(len(ends), bool)
    fits: np.ndarray = _counted(marks, ends) == expected
    return fits if expected > 0 else np.zeros(len(ends), bool)


def _counted(positions: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """How many of some ascending positions lie in each line."""
    return np.diff(np.searchsorted(positions, ends), prepend=0)


def _well_formed(
    letters: np.ndarray,
    quotes: np.ndarray,
    quotes_of_line: np.ndarray,
    marks: np.ndarray,
    marks_of_line: np.ndarray,
    mark: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Lines whose quotes open after a separator, close before one and are doubled inside; separators outside quotes.

    Quotes are numbered within their line: even ones open, odd ones close (a doubled quote closes and opens again).
    """
    before_line = np.cumsum(quotes_of_line) - quotes_of_line
    lines = np.arange(len(quotes_of_line))
    line = np.repeat(lines, quotes_of_line)
    is_opening = (np.arange(len(quotes)) - before_line[line]) % 2 == 0
    before = np.where(quotes > 0, letters[quotes - 1], _LF)
    after = letters[np.minimum(quotes + 1, len(letters) - 1)]
    is_next = np.diff(quotes) == 1
    good_open = is_opening & ((before == mark) | (before == _LF) | np.concatenate([[False], is_next]))
    good_close = ~is_opening & ((after == mark) | (after == _LF) | np.concatenate([is_next, [False]]))
    well_formed = quotes_of_line % 2 == 0
    well_formed[line[~(good_open | good_close)]] = False
    passed = np.cumsum(letters == _QUOTE, dtype=np.uint32)
    inside = (passed[marks] - before_line[np.repeat(lines, marks_of_line)]) % 2 == 1
    return well_formed, marks[~inside]


def _edge_spaces(letters: np.ndarray, mark: int) -> np.ndarray:
    """Positions of spaces next to a separator, a line end or a quote."""
    spaces = np.flatnonzero(letters == 32)
    edges = np.zeros(256, bool)
    edges[[mark, _LF, _QUOTE]] = True
    before = np.where(spaces > 0, letters[spaces - 1], _LF)
    after = letters[np.minimum(spaces + 1, len(letters) - 1)]
    at_an_edge: np.ndarray = spaces[edges[before] | edges[after]]
    return at_an_edge
