"""The header of a file, bound to its contract by name: any order, aliases, spaces and full width normalised."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from assets.landed.characters import bare
from assets.landed.limits import MAX_COLUMNS, MAX_TITLE_LINES
from assets.landed.reasons import NotTaken
from schemas.contract import Extract


class Binding(NamedTuple):
    """Which file column holds which of our terms."""

    line: int
    """Line of the header, 0 for the first line of the file."""
    titles: int
    """Filled lines above it."""
    blank: int
    """Empty lines above it."""
    columns: int
    """Columns of the file."""
    terms: dict[str, int]
    """Term -> position of its column."""
    undeclared: int
    """Columns that the contract does not name; they are not read on."""
    missing: tuple[str, ...]
    """Terms of non-required columns that the file does not have."""

    def word(self, position: int | None, contract: Extract) -> str | None:
        """The contract's word for the column at a position, None where the contract does not name it."""
        by_position = {at: term for term, at in self.terms.items()}
        term = by_position.get(position) if position is not None else None
        return contract.by_term()[term].name if term else None


def bound(lines: Iterable[list[str]], contract: Extract) -> Binding:
    """Find the header among the first lines of a file.

    `title_lines` of the contract are skipped; further lines without any column word count as titles, as many as
    MAX_TITLE_LINES, when a whole header follows.

    Raises:
        NotTaken: no header, a word twice, a required column missing, or too many columns.
    """
    titles = blank = 0
    best: list[str] = []
    allowed = contract.title_lines + MAX_TITLE_LINES
    for line, cells in enumerate(lines):
        words = [_word(cell) for cell in cells]
        if not any(words):
            blank += 1
            continue
        known = _known(words, contract)
        if len(known) > len(_known(best, contract)):
            best = words
        if {column.term for column in contract.columns if column.required} <= known:
            return _binding(line, titles, blank, words, contract)
        titles += 1
        if titles > allowed:
            break
    required = [column for column in contract.columns if column.required]
    known = _known(best, contract)
    lacking = [column.name for column in required if column.term not in known]
    if len(lacking) == len(required):
        raise NotTaken("E08_header")
    raise NotTaken("E23_missing_column", "、".join(lacking))


def _binding(line: int, titles: int, blank: int, words: list[str], contract: Extract) -> Binding:
    filled = sum(word != "" for word in words)
    if filled > MAX_COLUMNS:
        raise NotTaken("E09_columns", MAX_COLUMNS)
    terms: dict[str, int] = {}
    for column in contract.columns:
        named = {_word(word) for word in column.words}
        found = [position for position, word in enumerate(words) if word in named]
        if len(found) > 1:
            raise NotTaken("E10_duplicate_header", column.name)
        if found:
            terms[column.term] = found[0]
    missing = tuple(column.term for column in contract.columns if column.term not in terms)
    return Binding(line, titles, blank, len(words), terms, filled - len(terms), missing)


def split(line: str, separator: str) -> list[str]:
    """Cells of one header or title line."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _known(words: list[str], contract: Extract) -> set[str]:
    seen = set(words)
    return {column.term for column in contract.columns if any(_word(word) in seen for word in column.words)}


def _word(cell: str) -> str:
    return unicodedata.normalize("NFKC", bare(unicodedata.normalize("NFKC", cell))).strip()
