"""Writes tables of results into the READMEs, between markers that stay where they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class NoMarker(ValueError):
    """A document lacks the pair of markers that says where a table goes."""


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Markdown with one column per key of the first row; numbers right-aligned, nothing for None or no rows."""
    if not rows:
        return ""
    names = list(rows[0])
    cells = [[_text(row[name]) for name in names] for row in rows]
    columns = [list(column) for column in zip(*cells, strict=True)]
    is_number = [all(isinstance(row[name], int | float) or row[name] is None for row in rows) for name in names]
    widths = [max(_places(text) for text in (name, *column)) for name, column in zip(names, columns, strict=True)]
    rule = ["-" * (width - 1) + ":" if right else "-" * width for width, right in zip(widths, is_number, strict=True)]
    return "\n".join(_line(line, widths, is_number) for line in (names, rule, *cells))


def put(document: Path, name: str, content: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->`.

    Raises:
        NoMarker: the document does not have both markers, once each and in this order.
    """
    text = document.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise NoMarker(f"{document.name} has no place for {name}")
    head, tail = text.split(begin)[0], text.split(end)[1]
    document.write_text(f"{head}{begin}{content.rstrip()}\n{end}{tail}", encoding="utf-8")


def _line(cells: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    padded = [
        " " * (width - _places(text)) + text if right else text + " " * (width - _places(text))
        for text, width, right in zip(cells, widths, is_number, strict=True)
    ]
    return "| " + " | ".join(padded) + " |"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
