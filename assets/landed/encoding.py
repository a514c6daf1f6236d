"""Bytes to UTF-8 text: the encoding is proved (BOM, strict UTF-8, strict GB18030), never guessed, never lossy."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.landed.limits import BLOCK_BYTES, MAX_FILE_BYTES, MAX_UNBROKEN_BYTES
from assets.landed.reasons import NotTaken

UNDECODED = b"\x00undecoded\x00"
"""Mark before a line that could not be decoded; the line follows with its bytes escaped."""

_MAGIC = (
    b"PK\x03\x04", b"PK\x05\x06", b"PAR1", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"Rar!", b"%PDF",
)  # fmt: skip
_HEAD_LINES = 50
"""The header is among these."""

_BELOW_GB2312 = re.compile(rb"[\x80-\xa0]")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Text(NamedTuple):
    """A delimited file as blocks of whole UTF-8 lines that end in LF (a quoted field may go on in the next block)."""

    encoding: str
    blocks: Iterator[bytes]


def read_regular(path: Path) -> tuple[bytes, str]:
    """Bytes and SHA-256 of a regular file, never through a link.

    Raises:
        NotTaken: not a regular file, empty, or beyond the size limit.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        raise NotTaken("E02_not_regular_file") from None
    with os.fdopen(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        if size == 0:
            raise NotTaken("E03_empty")
        if size > MAX_FILE_BYTES:
            raise NotTaken("E05_size")
        content = file.read()
    return content, sha256(content).hexdigest()


def refuse_other_format(content: bytes, extension: str) -> None:
    """Refuse bytes that are not what the file's extension says: a workbook or an error page under the name .csv.

    Raises:
        NotTaken: the first bytes belong to another format.
    """
    if extension == "csv":
        is_other = content.startswith(_MAGIC) or content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    else:
        is_other = not content.startswith(b"PK" if extension == "xlsx" else b"PAR1")
    if is_other:
        raise NotTaken("E04_magic", extension.upper())


def decoded(content: bytes, header_fits: Callable[[bytes], bool]) -> Text:
    """Prove the encoding of a delimited file and hand out its lines.

    `header_fits` says of some first UTF-8 lines whether they hold the contract's header; it decides only where neither
    encoding fits every line, and then the lines that do not fit are marked with UNDECODED.

    Raises:
        NotTaken: no provable encoding.
    """
    for mark, name in _UTF16.items():
        if content.startswith(mark):
            try:
                text = content[len(mark) :].decode(name).encode("utf-8")
            except UnicodeDecodeError:
                raise NotTaken("E06_encoding") from None
            return Text(name, (_line_ends(block) for block in _cut(text)))
    if content.count(0, 0, 1 << 16) > min(len(content), 1 << 16) // 20 + 16:
        raise NotTaken("E06_encoding")
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
        return Text("utf-8-sig", _blocks(content, "utf-8"))
    if all(_is_utf8(block) for block in _cut(content)):
        return Text("utf-8", _blocks(content, "utf-8"))
    head = b"".join(content[: 1 << 16].splitlines(keepends=True)[:_HEAD_LINES])
    fits_utf8 = header_fits(_marked(head, "utf-8"))
    fits_gb18030 = header_fits(_marked(head, "gb18030"))
    if fits_utf8 and fits_gb18030:
        # column words are ASCII: the encoding with fewer bad lines is the file's own
        wrong = {name: sum(block.count(UNDECODED) for block in _blocks(content, name)) for name in _STRICT}
        name = min(wrong, key=lambda name: wrong[name])
        return Text(name, _blocks(content, name))
    if not fits_utf8 and not fits_gb18030 and not _is_gb18030(content):
        raise NotTaken("E06_encoding")
    name = "utf-8" if fits_utf8 else "gb18030"
    return Text(name, _blocks(content, name))


_STRICT = ("gb18030", "utf-8")


def _blocks(content: bytes, encoding: str) -> Iterator[bytes]:
    for block in _cut(content):
        yield _line_ends(_transcoded(block, encoding))


def _transcoded(block: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return block if _is_utf8(block) else _marked(block, encoding)
    try:
        text = block.decode("gb18030").encode("utf-8")
    except UnicodeDecodeError:
        return _marked(block, encoding)
    return _marked(block, encoding) if _holds_utf8(block) else text


def _marked(block: bytes, encoding: str) -> bytes:
    """The block line by line in UTF-8; a line that the encoding does not decode is escaped behind UNDECODED."""
    lines = []
    for line in block.splitlines(keepends=True):
        try:
            text = line.decode(encoding)
            if encoding == "gb18030" and _looks_like_utf8(line):
                raise UnicodeDecodeError(encoding, b"", 0, 1, "")
            lines.append(text.encode("utf-8"))
        except UnicodeDecodeError:
            ending = line[len(line.rstrip(b"\r\n")) :]
            lines.append(UNDECODED + line.rstrip(b"\r\n").decode("ascii", "backslashreplace").encode() + ending)
    return b"".join(lines)


def _looks_like_utf8(line: bytes) -> bool:
    """True for a line of UTF-8 Chinese that strict GB18030 decodes into nonsense without complaint.

    Such nonsense always has characters outside GB 2312 (a byte below 0xA1), and real GB18030 text with such characters
    is not valid UTF-8: its lead bytes would have to fall on UTF-8 borders all along the line.
    """
    if not _BELOW_GB2312.search(line):
        return False
    try:
        return sum("\u3400" <= letter <= "\u9fff" for letter in line.decode("utf-8")) >= 2
    except UnicodeDecodeError:
        return False


def _holds_utf8(block: bytes) -> bool:
    """Whether a GB18030 block holds a line that is UTF-8; only lines with a byte 0x80-0xA0 can, and few have one."""
    letters = np.frombuffer(block, np.uint8)
    odd = np.flatnonzero(letters - np.uint8(0x80) <= np.uint8(0x20))
    if not len(odd):
        return False
    ends = np.flatnonzero((letters == 10) | (letters == 13))
    for index in np.unique(np.searchsorted(ends, odd)):
        start = ends[index - 1] + 1 if index else 0
        stop = ends[index] if index < len(ends) else len(block)
        if _looks_like_utf8(block[start:stop]):
            return True
    return False


def _is_utf8(block: bytes) -> bool:
    try:
        pc.cast(pa.array([block], pa.large_binary()), pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _is_gb18030(content: bytes) -> bool:
    try:
        for block in _cut(content):
            block.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _line_ends(block: bytes) -> bytes:
    """CRLF, lone CR and LF all become LF, and the last line ends in one."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return block if block.endswith(b"\n") or not block else block + b"\n"


def _cut(content: bytes) -> Iterator[bytes]:
    """Cut at line ends, which no byte of a multi-byte character can be (GB18030 trail bytes start at 0x30).

    Raises:
        NotTaken: a stretch without any line end is longer than MAX_UNBROKEN_BYTES.
    """
    start = 0
    while start < len(content):
        stop = min(start + BLOCK_BYTES, len(content))
        if stop < len(content):
            end = content.rfind(b"\n", start, stop)
            if end < 0:
                end = content.rfind(b"\r", start, stop)
            stop = end + 1
            stop += content[stop - 1 : stop + 1] == b"\r\n"
        if stop <= start or (stop - start > MAX_UNBROKEN_BYTES and _is_unbroken(content, start, stop)):
            raise NotTaken("E07_line_length")
        yield content[start:stop]
        start = stop


def _is_unbroken(content: bytes, start: int, stop: int) -> bool:
    """Whether some stretch of MAX_UNBROKEN_BYTES has no line end."""
    position = start
    while stop - position > MAX_UNBROKEN_BYTES:
        limit = position + MAX_UNBROKEN_BYTES
        end = max(content.rfind(b"\n", position, limit), content.rfind(b"\r", position, limit))
        if end < 0:
            return True
        position = end + 1
    return False
