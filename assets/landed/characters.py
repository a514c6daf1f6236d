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

_FORBIDDEN_BYTES = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)
_ODD_BYTES = re.compile(
    rb"\xc2[\xa0\xad]|\xe1\xa0\x8e|\xe2\x80[\x80-\x8f\xa8\xa9\xaf]|\xe2\x81[\x9f-\xa4]|\xe3\x80\x80|\xef\xbb\xbf"
)


def odd_bytes(content: bytes, letters: np.ndarray) -> bool:
    """Whether UTF-8 bytes hold an invisible character or an unusual space. `letters` are the same bytes as uint8."""
    return _may_be_odd(letters) and _ODD_BYTES.search(content) is not None


def forbidden_at(content: bytes, letters: np.ndarray, line_ends: int, tabs: int) -> list[int]:
    """Byte positions of forbidden characters in UTF-8 bytes that are known to hold so many line ends and tabs."""
    low = int(np.count_nonzero(letters < 32)) - line_ends - tabs
    if low == 0 and not np.count_nonzero(letters == 127) and not _may_be_odd(letters):
        return []
    return [found.start() for found in _FORBIDDEN_BYTES.finditer(content)]


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


def _may_be_odd(letters: np.ndarray) -> bool:
    """Lead bytes of everything between Latin and Han, and of the compatibility forms: absent from most files."""
    return bool(np.count_nonzero(letters - np.uint8(0xC2) < np.uint8(0xE4 - 0xC2)) or np.count_nonzero(letters == 0xEF))


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
    return _HIDDEN.sub("", text).replace(separator, "").strip(" \t\n\r\u3000\xa0\"") == ""


def bare(text: str) -> str:
    """One cell as `tidied` leaves it, "" for nothing."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def _python(pattern: str) -> str:
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: re.escape(chr(int(found.group(1), 16))), pattern)


_FORBIDDEN = re.compile(_python(FORBIDDEN))
_INVISIBLE = re.compile(_python(INVISIBLE))
_SPACE = re.compile(_python(SPACES))
_HIDDEN = re.compile(f"{_python(FORBIDDEN)}|{_python(INVISIBLE)}")
