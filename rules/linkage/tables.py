"""Character tables of the identity kit, as arrays indexed by code point: folded form, syllable, tone, similar shapes.

Sources: readings from pypinyin (MIT), traditional and variant forms from OpenCC (Apache 2.0), similar shapes from
`shapes.csv` (derived from stroke orders and four-corner codes of char-similar, MIT; see README.md), the rest from
`names.toml`. Nothing here looks at a delivered value.
"""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

CODE_POINTS = 0x33480
"""One more than the last CJK code point (extension H); higher ones (private use planes) read as wildcards."""
WILDCARD = 0
"""Code of a character that nobody can read: it neither agrees nor disagrees."""
PINYIN_BASE = 0x40000
"""A syllable written in Latin letters is coded as this plus the syllable: it can only agree by sound."""


@dataclass(frozen=True)
class NameWords:
    """The hand-kept lists of names.toml."""

    dots: frozenset[str]
    wildcards: frozenset[str]
    marks: str
    notes: tuple[str, ...]
    child_of: tuple[str, ...]
    compound_surnames: frozenset[str]
    surname_readings: Mapping[str, str]
    surname_variants: Mapping[str, str]
    variants: Mapping[str, str]


@cache
def words() -> NameWords:
    """The lists of names.toml, loaded once."""
    text = (resources.files("rules.linkage") / "names.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return NameWords(
        dots=frozenset(raw["dots"]),
        wildcards=frozenset(raw["wildcards"]),
        marks=raw["marks"],
        notes=tuple(sorted(raw["notes"], key=len, reverse=True)),
        child_of=tuple(raw["child_of"]),
        compound_surnames=frozenset(raw["compound_surnames"].split()),
        surname_readings=raw["surname_readings"],
        surname_variants=raw["surname_variants"],
        variants=raw["variants"],
    )


@cache
def syllables() -> Mapping[str, int]:
    """Toneless Mandarin syllables (ü written v) -> code from 1, in alphabetical order."""
    found = {reading[0] for reading in _readings().values()}
    return {syllable: number for number, syllable in enumerate(sorted(found), start=1)}


@cache
def fold_table() -> Ints:
    """Code point -> code point of its folded form (simplified, common variant); 0 for what nobody can read."""
    from opencc import OpenCC

    table = np.arange(CODE_POINTS, dtype=np.int64)
    converter = OpenCC("t2s")
    han = [chr(point) for point in _han_points()]
    # one call over lines: a phrase dictionary must not see neighbours
    simplified = converter.convert("\n".join(han)).split("\n")
    for before, after in zip(han, simplified, strict=True):
        if len(after) == 1 and ord(after) < CODE_POINTS:
            table[ord(before)] = ord(after)
    for before, after in words().variants.items():
        table[ord(before)] = ord(after)
    table = table[table]
    for wild in words().wildcards:
        table[ord(wild)] = WILDCARD
    table[0xE000:0xF900] = WILDCARD
    return table


@cache
def reading_table() -> Ints:
    """Code point -> syllable * 8 + tone of its usual reading (tone 5 = neutral); 0 where it has none."""
    return _spread(_readings())


@cache
def surname_reading_table() -> Ints:
    """The same for a character that stands as a surname."""
    table = reading_table().copy()
    for character, reading in words().surname_readings.items():
        table[ord(character)] = syllables()[reading[:-1]] * 8 + int(reading[-1])
    return table


@cache
def surname_fold_table() -> Ints:
    """Folded code point -> folded code point of the same surname in its usual form (肖 and 萧 are one)."""
    fold = fold_table()
    table = np.arange(CODE_POINTS, dtype=np.int64)
    for before, after in words().surname_variants.items():
        table[fold[ord(before)]] = fold[ord(after)]
    return table


@cache
def shape_pairs() -> Ints:
    """Sorted codes `smaller << 20 | larger` of two folded characters that look alike."""
    text = (resources.files("rules.linkage") / "shapes.csv").read_text(encoding="utf-8")
    fold = fold_table()
    pairs = set()
    for row in csv.DictReader(text.splitlines()):
        one = int(fold[ord(row["字"])])
        for other in (int(fold[ord(character)]) for character in row["形近字"]):
            if one != other:
                pairs.add(min(one, other) << 20 | max(one, other))
    return np.array(sorted(pairs), dtype=np.int64)


def _han_points() -> list[int]:
    blocks = ((0x3007, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, CODE_POINTS))
    return [point for first, last in blocks for point in range(first, last)]


@cache
def _readings() -> dict[int, tuple[str, int]]:
    """Code point -> (toneless syllable, tone 1-5) of the usual reading."""
    from pypinyin.pinyin_dict import pinyin_dict

    found = {}
    for point, readings in pinyin_dict.items():
        if point >= CODE_POINTS:
            continue
        syllable, tone = _plain(readings.split(",")[0])
        if syllable:
            found[point] = (syllable, tone)
    return found


_TONES = {"̄": 1, "́": 2, "̌": 3, "̀": 4}


@cache
def _plain(reading: str) -> tuple[str, int]:
    """`zhāng` -> ("zhang", 1); ü becomes v; a reading with anything but letters is nothing."""
    tone = 5
    letters: list[str] = []
    for mark in unicodedata.normalize("NFD", reading.strip()):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark == "̈":
            letters[-1] = "v"
        elif mark == "̂":
            continue
        else:
            letters.append(mark)
    syllable = "".join(letters)
    return (syllable, tone) if syllable.isascii() and syllable.isalpha() else ("", 5)


def _spread(readings: Mapping[int, tuple[str, int]]) -> Ints:
    table = np.zeros(CODE_POINTS, dtype=np.int64)
    codes = syllables()
    for point, (syllable, tone) in readings.items():
        table[point] = codes[syllable] * 8 + tone
    return table
