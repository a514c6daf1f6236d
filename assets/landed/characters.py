"""Characters that must not be in a row, characters that stand for nothing, and how both are found quickly in bytes."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa

FORBIDDEN: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
"""Control characters and those that turn the direction of writing: a row with one of them is set aside."""

INVISIBLE: Final = r"[\x{ad}\x{180e}\x{200b}-\x{200f}\x{2060}-\x{2064}\x{feff}]"
"""Characters without width: dropped."""

SPACES: Final = r"[\t\n\r\x{a0}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
"""Everything that looks like a space: one ordinary space."""

ODD: Final = r"[\x{a0}\x{ad}\x{180e}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}-\x{2064}\x{3000}\x{feff}]"
"""Invisible characters and unusual spaces: normalised, and said of which cell."""

UNTIDY: Final = ODD.replace("[", r"[\t\n\r", 1)
"""ODD and the line ends and tabs of quoted fields: a column with one of them is rewritten."""


def odd_at(letters: np.ndarray) -> np.ndarray:
    """Byte positions of invisible characters and unusual spaces in UTF-8 bytes (as uint8)."""
    return np.sort(np.concatenate([_positions(letters, *pattern) for pattern in _ODD_BYTES]))


def forbidden_at(letters: np.ndarray, line_ends: int, tabs: int) -> np.ndarray:
    """Byte positions of forbidden characters in UTF-8 bytes that are known to hold so many line ends and tabs."""
    found = []
    if int(np.count_nonzero(letters < 32)) > line_ends + tabs:
        found.append(np.flatnonzero((letters < 32) & (letters != 9) & (letters != 10) & (letters != 13)))
    if np.count_nonzero(letters == 127):
        found.append(np.flatnonzero(letters == 127))
    found += [_positions(letters, *pattern) for pattern in _FORBIDDEN_BYTES]
    return np.sort(np.concatenate(found))


_FORBIDDEN_BYTES = (
    (0xC2, range(0x80, 0xA0), None), (0xE2, range(0x80, 0x81), range(0xAA, 0xAF)),
    (0xE2, range(0x81, 0x82), range(0xA6, 0xAA)),
)  # fmt: skip
_ODD_BYTES = (
    (0xC2, range(0xA0, 0xA1), None), (0xC2, range(0xAD, 0xAE), None), (0xE1, range(0xA0, 0xA1), range(0x8E, 0x8F)),
    (0xE2, range(0x80, 0x81), range(0x80, 0x90)), (0xE2, range(0x80, 0x81), range(0xA8, 0xAA)),
    (0xE2, range(0x80, 0x81), range(0xAF, 0xB0)), (0xE2, range(0x81, 0x82), range(0x9F, 0xA5)),
    (0xE3, range(0x80, 0x81), range(0x80, 0x81)), (0xEF, range(0xBB, 0xBC), range(0xBF, 0xC0)),
)  # fmt: skip


def _positions(letters: np.ndarray, lead: int, second: range, third: range | None) -> np.ndarray:
    """Where a lead byte is followed by a second (and third) byte in a range; text is valid, so they are there."""
    at = np.flatnonzero(letters == lead)
    if len(at):
        at = at[(letters[at + 1] >= second.start) & (letters[at + 1] < second.stop)]
    if len(at) and third is not None:
        at = at[(letters[at + 2] >= third.start) & (letters[at + 2] < third.stop)]
    return at


def letters_of(texts: pl.Series) -> np.ndarray:
    """All text of a column in a row, as UTF-8 bytes."""
    arrow = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    chunks = arrow.chunks if isinstance(arrow, pa.ChunkedArray) else [arrow]
    parts = []
    for chunk in chunks:
        _, ends, letters = chunk.buffers()
        if letters is not None:
            span = np.frombuffer(ends, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
            parts.append(np.frombuffer(letters, np.uint8)[span[0] : span[-1]])
    return np.concatenate(parts) if parts else np.empty(0, np.uint8)


def tidied(column: str) -> pl.Expr:
    """A text column without invisible characters, with ordinary spaces, trimmed; nothing left is NULL."""
    text = pl.col(column).str.replace_all(INVISIBLE, "").str.replace_all(SPACES, " ").str.strip_chars(" ")
    return pl.when(text != "").then(text).alias(column)


def trimmed(column: str) -> pl.Expr:
    """A text column without spaces around it; nothing left is NULL."""
    text = pl.col(column).str.strip_chars(" ")
    return pl.when(text != "").then(text).alias(column)


def visible(text: str, limit: int) -> str:
    """A raw row with its forbidden and invisible characters escaped, at most `limit` characters of it."""
    shown = _HIDDEN.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text[:limit])
    return shown if len(text) <= limit else shown + "…(截断)"


def is_forbidden(text: str) -> bool:
    return _FORBIDDEN.search(text) is not None


def is_blank(text: str, separator: str) -> bool:
    """Whether a line has nothing but separators, spaces and invisible characters."""
    return _HIDDEN.sub("", text).replace(separator, "").strip(' \t\n\r\u3000\xa0"') == ""


def bare(text: str) -> str:
    """One cell as `tidied` leaves it, "" for nothing."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def _python(pattern: str) -> str:
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: re.escape(chr(int(found.group(1), 16))), pattern)


_FORBIDDEN = re.compile(_python(FORBIDDEN))
_INVISIBLE = re.compile(_python(INVISIBLE))
_SPACE = re.compile(_python(SPACES))
_HIDDEN = re.compile(f"{_python(FORBIDDEN)}|{_python(INVISIBLE)}")
