"""Chinese personal names, one at a time: cleaning, tokens and how far two names agree.

The vectorised twin for whole columns is `codes.py` with `compare_names.sql`; tests hold the two together. No threshold
of the matcher belongs here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from rapidfuzz import fuzz

from rules.linkage import tables
from rules.linkage.tables import CODE_POINTS, PINYIN_BASE, WILDCARD


class NameLevel(IntEnum):
    """How far two names agree, from not at all to letter by letter."""

    DIFFERENT = 0
    SURNAME = 1
    GIVEN = 2
    ONE_CHARACTER = 3
    MASKED = 4
    TRUNCATED = 5
    SIMILAR = 6
    HOMOPHONE = 7
    HOMOPHONE_TONE = 8
    FORMER = 9
    VARIANT = 10
    EXACT = 11


COMPATIBLE = NameLevel.MASKED
"""From this level on a name does not contradict an id."""
LONG_LENGTH = 5
"""A name of so many characters, or with a dot, is compared as a whole (names of ethnic minorities)."""
LONG_SIMILARITY = 75
"""Two long names are similar from this RapidFuzz ratio (per cent, by character) on."""
POSITIONS = 4
"""Characters of a name that are compared one by one; longer names are compared as a whole."""
WIDTH = 20
"""Characters of a name that are looked at."""

SHORTEST_PARENT = 3
"""A name of a parent and 之子 or the like has more characters than this."""

_BRACKETS = re.compile(r"[(\[{<【〔《].*?[)\]}>】〕》]|[(\[{<【〔《].*$")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Name:
    """A cleaned name: `tokens` are folded code points, `readings` syllable * 8 + tone (0 where unknown).

    `turned`: the tokens of a short name if its last character (or two) is the surname (晓龙萧), else None.
    `is_child_of`: it tells only whose child this is (王丽之女).
    """

    text: str
    tokens: tuple[int, ...]
    readings: tuple[int, ...]
    surname_length: int
    is_long: bool
    parts: tuple[tuple[int, ...], ...]
    turned: tuple[int, ...] | None = None
    is_child_of: bool = False

    @property
    def surname(self) -> tuple[int, ...]:
        return self.tokens[: self.surname_length]

    @property
    def given(self) -> tuple[int, ...]:
        return self.tokens[self.surname_length :]

    @property
    def has_wildcard(self) -> bool:
        return WILDCARD in self.tokens

    @property
    def sounds(self) -> tuple[int, ...]:
        return tuple(reading // 8 for reading in self.readings)


def clean(text: str) -> str:
    """The name without blanks, notes and brackets; every dot of a two-part name becomes `·`, half width throughout.

    >>> clean("阿卜杜・ 买买提(已故)")
    '阿卜杜·买买提'
    """
    words = tables.words()
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().upper()
    plain = _BRACKETS.sub("", _bare_child(plain))
    latin = " " in plain and plain.isascii()
    plain = "".join("·" if mark in words.dots or (latin and mark == " ") else mark for mark in plain)
    plain = re.sub(r"\s+", "", plain)
    for note in words.notes:
        if plain.endswith(note) and len(plain) - len(note) >= 2:
            plain = plain[: -len(note)]
    return re.sub(r"·+", "·", plain.strip(words.marks)).strip("·")[: WIDTH * 2]


def _bare_child(text: str) -> str:
    """王丽(之女) as 王丽之女: a note in brackets is dropped, but not one that says whose name it is not."""
    start = _BRACKETS.search(text)
    note = start[0].strip("()[]{}<>【】〔〕《》") if start else ""
    return text[: start.start()] + note if start and note in tables.words().child_of else text


@lru_cache(maxsize=4096)
def parse(text: str) -> Name | None:
    """The name of a delivered text; None where no character of a name is left."""
    cleaned = clean(text)
    parts = [tokens for tokens in (_tokens(part) for part in cleaned.split("·")) if tokens]
    points = [point for part in parts for point in part][:WIDTH]
    if not any(points):
        return None
    is_long = (len(parts) > 1 and not cleaned.isascii()) or len(points) >= LONG_LENGTH
    turned = None if is_long else _turned(points)
    surname_length = 2 if not is_long and len(points) >= 3 and _is_compound(points) else 1
    readings = [_reading(point) for point in points]
    if surname_length == 1 and not is_long and points[0] < PINYIN_BASE:
        points[0] = int(tables.surname_fold_table()[points[0]])
        readings[0] = int(tables.surname_reading_table()[points[0]])
    is_child_of = len(points) > SHORTEST_PARENT and cleaned.endswith(tables.words().child_of)
    told = tuple(map(tuple, parts))
    return Name(cleaned, tuple(points), tuple(readings), surname_length, is_long, told, turned, is_child_of)


def has_rare_character(text: str) -> bool:
    """Whether a name has a character outside GB 2312 however it is written: what old systems cannot store.

    >>> has_rare_character("王䶮"), has_rare_character("劉曉龍")
    (True, False)
    """
    name = parse(text)
    return name is not None and any(_is_rare(point) for point in name.tokens if point != WILDCARD)


def _is_rare(point: int) -> bool:
    try:
        chr(point).encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return point < PINYIN_BASE
    return False


def compare(first: str | None, second: str | None) -> NameLevel | None:
    """How far two names agree; None where one of them is missing (or only tells whose child it is).

    >>> compare("肖晓龍", "萧晓龙").name, compare("王小明", "王晓明").name, compare("张*", "张伟").name
    ('VARIANT', 'HOMOPHONE_TONE', 'MASKED')
    """
    one, other = parse(first or ""), parse(second or "")
    if one is None or other is None or one.is_child_of != other.is_child_of:
        return None
    if one.has_wildcard or other.has_wildcard:
        return NameLevel.MASKED if _agrees_where_readable(one, other) else _partly(one, other)
    if one.tokens == other.tokens:
        return NameLevel.EXACT if one.text == other.text else NameLevel.VARIANT
    if len(one.tokens) == len(other.tokens) and one.sounds == other.sounds and all(one.sounds):
        return NameLevel.HOMOPHONE_TONE if one.readings == other.readings else NameLevel.HOMOPHONE
    if one.is_long or other.is_long:
        return _long_level(one, other)
    if one.tokens == other.turned or one.turned == other.tokens:
        return NameLevel.TRUNCATED
    return _partly(one, other)


def _turned(points: list[int]) -> tuple[int, ...] | None:
    if WILDCARD in points or not 2 <= len(points) <= POSITIONS:
        return None
    size = 2 if len(points) > 2 and _is_compound(points[-2:]) else 1
    surname, given = points[-size:], points[:-size]
    if size == 1 and surname[0] < PINYIN_BASE:
        surname = [int(tables.surname_fold_table()[surname[0]])]
    return (*surname, *given)


def is_compatible(first: str | None, second: str | None) -> bool | None:
    """Whether two names can belong to the holder of one id; None where one of them is missing."""
    level = compare(first, second)
    return None if level is None else level >= COMPATIBLE


def _partly(one: Name, other: Name) -> NameLevel:
    """Level of two short names that differ in at least one character."""
    a, b = one.tokens, other.tokens
    if len(a) == len(b):
        apart = [place for place, (x, y) in enumerate(zip(a, b, strict=True)) if x != y and x and y]
        if len(apart) == 1 and len(a) >= 2:
            if _look_alike(a[apart[0]], b[apart[0]]):
                return NameLevel.SIMILAR
            is_of_given = len(one.given) >= 2 and one.surname == other.surname
            is_of_compound = apart[0] == 1 and max(one.surname_length, other.surname_length) > 1
            if apart[0] > 0 and (is_of_given or is_of_compound):
                return NameLevel.ONE_CHARACTER
        if len(a) >= 3 and a[:-2] == b[:-2] and a[-2:] == (b[-1], b[-2]):
            return NameLevel.ONE_CHARACTER
    shorter, longer = sorted((a, b), key=len)
    if len(longer) == len(shorter) + 1 and shorter[0] == longer[0] and len(shorter) >= 2:
        gaps = [longer[:place] + longer[place + 1 :] for place in range(1, len(longer))]
        if shorter in gaps:
            return NameLevel.ONE_CHARACTER
    if len(one.given) >= 2 and one.given == other.given:
        return NameLevel.GIVEN
    return NameLevel.SURNAME if one.surname == other.surname and any(one.surname) else NameLevel.DIFFERENT


def _long_level(one: Name, other: Name) -> NameLevel:
    """Level of two names of which at least one is long: cut off, parts in another order, or mostly the same."""
    shorter, longer = sorted((one.tokens, other.tokens), key=len)
    if len(shorter) >= 3 and longer[: len(shorter)] == shorter:
        return NameLevel.TRUNCATED
    if len(one.parts) > 1 and sorted(one.parts) == sorted(other.parts):
        return NameLevel.TRUNCATED
    if one.is_long and other.is_long and fuzz.ratio(shorter, longer) >= LONG_SIMILARITY:
        return NameLevel.SIMILAR
    return NameLevel.SURNAME if shorter[0] == longer[0] else NameLevel.DIFFERENT


def _agrees_where_readable(one: Name, other: Name) -> bool:
    """Whether no readable character contradicts; a mask at the end may stand for several characters."""
    a, b = one.tokens, other.tokens
    is_long = max(len(a), len(b)) >= LONG_LENGTH
    pairs = list(zip(a, b, strict=False))[: POSITIONS if is_long else None]
    if any(x != y and x and y for x, y in pairs) or not any(x == y and x for x, y in pairs):
        return False
    if is_long:
        return all(_is_open(name) for name in (a, b) if WILDCARD in name)
    if len(a) == len(b):
        return True
    return sorted((a, b), key=len)[0][-1] == WILDCARD


def _is_open(tokens: tuple[int, ...]) -> bool:
    """Whether a masked name shows a few first characters and hides all the rest."""
    first = tokens.index(WILDCARD)
    return first <= POSITIONS and not any(tokens[first:])


def _look_alike(first: int, second: int) -> bool:
    pairs = tables.shape_pairs()
    place = int(pairs.searchsorted(min(first, second) << 20 | max(first, second)))
    return place < len(pairs) and int(pairs[place]) == (min(first, second) << 20 | max(first, second))


def _is_compound(points: list[int]) -> bool:
    return all(0 < point < PINYIN_BASE for point in points[:2]) and (
        chr(points[0]) + chr(points[1]) in tables.words().compound_surnames
    )


def _reading(point: int) -> int:
    if point >= PINYIN_BASE:
        return (point - PINYIN_BASE) * 8
    return int(tables.reading_table()[point])


def _tokens(part: str) -> list[int]:
    """Folded code points of one part of a name; a syllable in Latin letters is one token."""
    tokens: list[int] = []
    fold = tables.fold_table()
    for run in re.findall(r"[A-Z]+|[^A-Z]", part):
        if run.isascii() and run.isalpha():
            split = _syllables(run.lower())
            tokens += [PINYIN_BASE + code for code in split] if split else [ord(letter) for letter in run]
        else:
            tokens.append(int(fold[ord(run)]) if ord(run) < CODE_POINTS else WILDCARD)
    return tokens


@cache
def _syllables(letters: str) -> tuple[int, ...]:
    """Codes of the fewest Mandarin syllables that spell the letters; empty where none do."""
    codes = tables.syllables()
    best: list[tuple[int, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, code = best[start], codes.get(letters[start:end])
            if before is not None and code is not None and (end - start > 1 or letters[start] in "ae"):
                longer = (*before, code)
                if best[end] is None or len(longer) < len(best[end] or ()):
                    best[end] = longer
    return best[-1] or ()
