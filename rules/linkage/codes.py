"""Names as integers, a whole column at once: what compare_names.sql compares and blocking joins on.

Only distinct names should come in; the codes of a name depend on nothing but its text.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from rules.linkage import names, tables
from rules.linkage.names import POSITIONS
from rules.linkage.tables import PINYIN_BASE, WILDCARD, Ints

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Grid = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

ABSENT = -1
"""Code where a name has no such character."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def encode(distinct: Sequence[str]) -> pl.DataFrame:
    """Codes of names, one row per text in the order given.

    Columns: name_text; length (0 = no readable name), surname_length, given_length; c1..c4 folded characters
    (0 wildcard, -1 absent); folded, turned (`folded` of Name.turned), sound, tone, surname, surname_sound, given,
    parts: 63-bit codes, equal where the folded characters (their sounds; with tone; of the part; in any order of
    parts) are equal; has_sound, is_long, has_wildcard, is_open (it hides everything after the first few characters);
    is_child_of (it only tells whose child this is); folded_text (long names only).
    """
    texts = pl.Series("name_text", distinct, dtype=pl.String)
    lengths = texts.str.len_chars().to_numpy().astype(np.int64)
    plain = texts.str.contains(r"^[\x{4e00}-\x{9fef}]{2,4}$").to_numpy()
    told = [*tables.words().notes, *tables.words().child_of]
    plain = plain & ~texts.str.contains_any(told).to_numpy()
    order, frames = [], []
    for is_plain in (True, False):
        rows = np.flatnonzero(plain if is_plain else ~plain)
        chosen = texts.gather(rows)
        if is_plain:
            frame = _codes(_plain_points(chosen), lengths[rows], np.zeros(len(rows), dtype=np.bool_))
            frame = frame.with_columns(
                parts=pl.col("folded"), folded_text=pl.lit(None, dtype=pl.String), is_child_of=pl.lit(False)
            )
        else:
            frame = _parsed(chosen.to_list())
        frames.append(frame.insert_column(0, chosen))
        order.append(rows)
    return pl.concat(frames).select(pl.all().gather(np.argsort(np.concatenate(order))))


def _plain_points(texts: pl.Series) -> Ints:
    """Folded code points (n, POSITIONS) of names of two to four Chinese characters."""
    wide = np.array(texts.to_list(), dtype=f"U{POSITIONS}").reshape(len(texts))
    raw = wide.view(np.uint32).reshape(len(texts), POSITIONS)
    return tables.fold_table()[raw]


def _parsed(texts: list[str]) -> pl.DataFrame:
    """Codes of names that need cleaning, one by one."""
    parsed = [names.parse(text) for text in texts]
    points = np.zeros((len(texts), names.WIDTH), dtype=np.int64)
    lengths = np.zeros(len(texts), dtype=np.int64)
    is_long = np.zeros(len(texts), dtype=np.bool_)
    parts = np.zeros(len(texts), dtype=np.int64)
    folded_texts: list[str | None] = [None] * len(texts)
    is_child_of = np.zeros(len(texts), dtype=np.bool_)
    for row, name in enumerate(parsed):
        if name is None:
            continue
        lengths[row] = len(name.tokens)
        points[row, : lengths[row]] = name.tokens
        is_long[row], is_child_of[row] = name.is_long, name.is_child_of
        if name.is_long:
            folded_texts[row] = "".join(map(chr, name.tokens))
        if len(name.parts) > 1:
            parts[row] = _part_code(name.parts)
    frame = _codes(points, lengths, is_long)
    return frame.with_columns(
        parts=pl.when(pl.lit(pl.Series(parts)) == 0).then("folded").otherwise(pl.lit(pl.Series(parts))),
        folded_text=pl.Series(folded_texts, dtype=pl.String), is_child_of=pl.Series(is_child_of),
    )


def _codes(points: Ints, lengths: Ints, is_long: Flags) -> pl.DataFrame:
    """All integer columns of names given as folded code points (n, width)."""
    places = np.arange(points.shape[1])[None, :]
    inside = places < lengths[:, None]
    surname_lengths = np.where(~is_long & (lengths >= 3) & _is_compound(points), 2, 1)
    surname_lengths[lengths == 0] = 0
    plain_surname = (surname_lengths == 1) & ~is_long & (points[:, 0] < PINYIN_BASE)
    turned = _turned(points, np.where(is_long | ((points == WILDCARD) & inside).any(axis=1), 0, lengths))
    first = np.where(plain_surname, points[:, 0], 0)
    points[:, 0] = np.where(plain_surname, tables.surname_fold_table()[first], points[:, 0])
    wild = (points == WILDCARD) & inside
    masked_from = np.where(wild.any(axis=1), wild.argmax(axis=1), lengths)
    latin = points >= PINYIN_BASE
    readings = np.where(latin, (points - PINYIN_BASE) * 8, tables.reading_table()[np.where(latin, 0, points)])
    first = np.where(plain_surname, points[:, 0], 0)
    readings[:, 0] = np.where(plain_surname, tables.surname_reading_table()[first], readings[:, 0])
    sounds = readings >> 3
    in_surname = inside & (places < surname_lengths[:, None])
    columns: dict[str, Ints | Flags | np.ndarray[tuple[int], np.dtype[np.int8 | np.int32]]] = {
        "length": lengths.astype(np.int8),
        "surname_length": surname_lengths.astype(np.int8),
        "given_length": (lengths - surname_lengths).astype(np.int8),
        "is_long": is_long,
        "has_wildcard": wild.any(axis=1),
        "is_open": wild.any(axis=1) & (masked_from <= POSITIONS) & (wild.sum(axis=1) == lengths - masked_from),
        "has_sound": ((sounds > 0) | ~inside).all(axis=1) & (lengths > 0),
        "folded": _hash(points, inside),
        "turned": turned,
        "sound": _hash(sounds, inside),
        "tone": _hash(readings, inside),
        "surname": _hash(points, in_surname),
        "surname_sound": _hash(sounds, in_surname),
        "given": _hash(points, inside & ~in_surname),
    }
    for place in range(POSITIONS):
        columns[f"c{place + 1}"] = np.where(inside[:, place], points[:, place], ABSENT).astype(np.int32)
    return pl.DataFrame(columns)


def _turned(points: Ints, lengths: Ints) -> Ints:
    """The code `folded` of Name.turned; ABSENT where that is None (`lengths` is 0 for names not to be looked at)."""
    code = np.full(len(points), ABSENT, dtype=np.int64)
    for length in range(2, POSITIONS + 1):
        rows = np.flatnonzero(lengths == length)
        chosen = points[rows, :length]
        is_compound = _is_compound(chosen[:, -2:]) & (length > 2)
        for size in (1, 2):
            some = is_compound if size == 2 else ~is_compound
            moved = np.concatenate([chosen[some, -size:], chosen[some, :-size]], axis=1)
            if size == 1:
                first = np.where(moved[:, 0] < PINYIN_BASE, moved[:, 0], 0)
                moved[:, 0] = np.where(first > 0, tables.surname_fold_table()[first], moved[:, 0])
            code[rows[some]] = _hash(moved, np.ones(moved.shape, dtype=np.bool_))
    return code


def _part_code(parts: tuple[tuple[int, ...], ...]) -> int:
    flat = [point for part in sorted(parts) for point in (*part, 1)]
    matrix = np.array([flat], dtype=np.int64)
    return int(_hash(matrix, matrix > 0)[0])


def _is_compound(points: Ints) -> Flags:
    known = [ord(word[0]) << 20 | ord(word[1]) for word in tables.words().compound_surnames]
    return np.isin(points[:, 0] << 20 | points[:, 1], np.array(known, dtype=np.int64))


def _hash(values: Ints, where: Grid) -> Ints:
    """A 63-bit code of the selected values in their order."""
    code = np.zeros(len(values), dtype=np.uint64)
    for place in range(values.shape[1]):
        mixed = (code ^ (values[:, place].astype(np.uint64) + np.uint64(1))) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
        code = np.where(where[:, place], mixed, code)
    return (code >> np.uint64(1)).astype(np.int64)
