"""Text for a terminal: columns that line up although a Chinese character is as wide as two letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def width(text: str) -> int:
    """Terminal cells that a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, cells: int, *, to_right: bool = False) -> str:
    """A text filled up with spaces to a width."""
    filling = " " * max(0, cells - width(text))
    return filling + text if to_right else text + filling


def aligned(rows: Iterable[Sequence[str]], right: Sequence[int] = (), gap: str = "  ") -> list[str]:
    """Rows as lines whose columns line up; columns numbered in `right` end at the same cell."""
    table = [list(row) for row in rows]
    if not table:
        return []
    cells = [max(width(row[column]) for row in table) for column in range(len(table[0]))]
    return [
        gap.join(padded(text, cells[column], to_right=column in right) for column, text in enumerate(row)).rstrip()
        for row in table
    ]
