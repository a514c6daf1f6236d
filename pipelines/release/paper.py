"""Text for paper: a Chinese character takes two columns; lines are broken and pages cut so that they print on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

COLUMNS, LINES = 100, 60
"""What an A4 page upright holds at 10 points with margins of 15 mm."""
_MAY_END = frozenset(" ,、;:。)")


def padded(text: str, places: int, is_right: bool = False) -> str:
    """Text filled with blanks to so many columns, at least one blank."""
    gap = " " * max(places - width(text), 1)
    return gap + text if is_right else text + gap


def width(text: str) -> int:
    """Columns that a line takes."""
    # a character of three or four bytes is a wide one: exact for what these pages hold, and fast
    return len(text) if text.isascii() else len(text) + (len(text.encode()) - len(text)) // 2


def paged(lines: Sequence[str]) -> str:
    """Lines as text: long ones broken, a form feed and the first line again where a page is full."""
    broken = [part for line in lines for part in _broken(line)]
    if len(broken) <= LINES:
        return "\n".join(broken)
    title, rest = broken[0], broken[1:]
    room = LINES - 1
    pages = [rest[at : at + room] for at in range(0, len(rest), room)]
    headed = [[f"{title}    第 {number} 页,共 {len(pages)} 页", *page] for number, page in enumerate(pages, 1)]
    return "\n\f".join("\n".join(page) for page in headed)


def _broken(line: str) -> Iterator[str]:
    """A line in parts of at most COLUMNS columns, broken after a mark where there is one, further parts set in."""
    if 2 * len(line) <= COLUMNS:
        yield line
        return
    indent = " " * (len(line) - len(line.lstrip(" ")) + 2)
    while width(line) > COLUMNS:
        # no character takes more than two columns: so many fit in any case
        end = COLUMNS // 2
        taken = width(line[:end])
        for at, character in enumerate(line[end:], end + 1):
            taken += width(character)
            if taken > COLUMNS:
                break
            end = at
        marks = [at for at in range(end, end // 2, -1) if line[at - 1] in _MAY_END]
        cut = marks[0] if marks else end
        yield line[:cut].rstrip(" ")
        line = indent + line[cut:].lstrip(" ")
    yield line
