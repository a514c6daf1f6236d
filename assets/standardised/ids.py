"""Citizen ids made canonical, a column at a time: 18 characters whose date, area and check digit hold, or NULL."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from assets.landed.amounts import is_missing
from assets.landed.characters import letters_of

CHECK_CHARACTERS: Final = "10X98765432"
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643: sum of weighted digits modulo 11 picks the check character."""

PROVINCES: Final = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
     61, 62, 63, 64, 65, 71, 81, 82, 83, 91)
)  # fmt: skip
"""First two digits in use (GB/T 2260; 81-83 residence permits of Hong Kong, Macau and Taiwan residents)."""

FIRST_YEAR, LAST_YEAR = 1880, 2099

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}")
_MASKED = re.compile(r"[*·•□■?_]|X{3,}|#{2,}")
_DIGITS18 = re.compile(r"[0-9]{17}[0-9X]")
_DIGITS15 = re.compile(r"[0-9]{15}")
_CUT = re.compile(r"[0-9]{10,17}X?|[0-9]{19}")
_NOISE = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2060\ufeff'‘’`\"“”]+")
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87)
_IS_PROVINCE = np.isin(np.arange(100), sorted(PROVINCES))
_CHECK_BYTES = np.frombuffer(CHECK_CHARACTERS.encode("ascii"), np.uint8)
_LEFT, _VALID, _SMALL_X = 0, 1, 2
_IN_BULK = ["other", "valid", "normalised"]
_ROWS_AT_ONCE = 1 << 14
"""So many ids and their digits stay in the cache."""


class Ids(NamedTuple):
    """One row per delivered id."""

    text: pl.Series
    """What was delivered, cleaned; NULL where nothing was."""
    number: pl.Series
    """The canonical 18 characters, NULL where it is not certain."""
    status: pl.Series
    """valid, upgraded, normalised, bad_checksum, bad_date, scientific, truncated, dummy, masked, missing, other."""


def canonical(delivered: pl.Series) -> Ids:
    """Make a text column of ids canonical. Well-formed ids are recognised in bulk, each other spelling is read once."""
    judged = _in_bulk(delivered)
    is_small_x = judged == _SMALL_X
    texts = delivered
    if is_small_x.any():
        texts = delivered.to_frame().select(
            pl.when(pl.Series(is_small_x)).then(pl.first().str.to_uppercase()).otherwise(pl.first())
        ).to_series()  # fmt: skip
    left = np.flatnonzero(judged == _LEFT)
    if not len(left):
        return Ids(texts, texts, pl.Series(_IN_BULK).gather(judged))
    spellings = delivered.gather(left)
    kinds = spellings.unique().sort()
    readings = [read(kind) for kind in kinds]
    found = spellings.replace_strict(kinds, pl.int_range(len(kinds), eager=True), return_dtype=pl.Int64).to_numpy()
    at, status_at = np.arange(len(delivered)), judged.astype(np.int64)
    at[left] = len(delivered) + found
    status_at[left] = len(_IN_BULK) + found
    return Ids(
        _extended(texts, [reading[0] for reading in readings]).gather(at),
        _extended(texts, [reading[1] for reading in readings]).gather(at),
        _extended(pl.Series(_IN_BULK), [reading[2] for reading in readings]).gather(status_at),
    )


def _extended(cells: pl.Series, more: list[str | None]) -> pl.Series:
    return pl.concat([cells, pl.Series(cells.name, more, dtype=pl.String)])


def read(delivered: str | None) -> tuple[str | None, str | None, str]:
    """Text, canonical number and status of one delivered id."""
    if delivered is None or is_missing(delivered):
        return None, None, "missing"
    text = unicodedata.normalize("NFKC", delivered).upper().strip()
    if text.startswith("=") and text.count('"') == 2:
        text = text[1:]
    text = _NOISE.sub("", text)
    if text == "" or is_missing(text):
        return None, None, "missing"
    return text, *_judged(text, is_as_delivered=text == delivered)


def _judged(text: str, is_as_delivered: bool) -> tuple[str | None, str]:
    if _SCIENTIFIC.fullmatch(text):
        return None, "scientific"
    if _MASKED.search(text):
        return None, "masked"
    digits = text.rstrip("X")
    if len(digits) >= 6 and (len(set(digits)) == 1 or text.startswith(("999999", "000000", "123456789"))):
        return None, "dummy"
    if _DIGITS18.fullmatch(text):
        if not _is_date(text[6:14]):
            return None, "bad_date"
        if check_character(text[:17]) != text[17]:
            return None, "bad_checksum"
        if int(text[:2]) not in PROVINCES:
            return None, "other"
        return text, "valid" if is_as_delivered else "normalised"
    if _DIGITS15.fullmatch(text):
        if not _is_date("19" + text[6:12]):
            return None, "bad_date"
        if int(text[:2]) not in PROVINCES:
            return None, "other"
        body = text[:6] + "19" + text[6:]
        return body + check_character(body), "upgraded"
    return None, "truncated" if _CUT.fullmatch(text) else "other"


def check_character(body: str) -> str:
    """Check character of the first 17 digits."""
    return CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def _is_date(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= _days(year, month)


def _days(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else _DAYS[month]


def _in_bulk(delivered: pl.Series) -> np.ndarray:
    """Which cells are canonical ids (_VALID), are but for a small x (_SMALL_X), or must be looked at (_LEFT)."""
    is_candidate = (delivered.str.len_bytes() == 18).fill_null(False).to_numpy()
    result = np.zeros(len(delivered), np.uint8)
    if is_candidate.any():
        chosen = delivered if is_candidate.all() else delivered.filter(pl.Series(is_candidate))
        letters = letters_of(chosen).reshape(-1, 18)
        starts = range(0, len(letters), _ROWS_AT_ONCE)
        result[is_candidate] = np.concatenate([_judge(letters[start : start + _ROWS_AT_ONCE]) for start in starts])
    return result


def _judge(letters: np.ndarray) -> np.ndarray:
    """Judge rows of 18 bytes: do digits, date, area and check character hold?"""
    digits = np.ascontiguousarray(letters[:, :17].T) - np.uint8(48)
    is_digits = digits.max(axis=0) < 10
    places = digits.astype(np.int16)
    checked = sum(places[place] * weight for place, weight in enumerate(WEIGHTS))
    province = places[0] * 10 + places[1]
    year = places[6] * 1000 + places[7] * 100 + places[8] * 10 + places[9]
    month, day = places[10] * 10 + places[11], places[12] * 10 + places[13]
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month_at = np.where(is_digits, month, 0)
    last_day = _DAYS[month_at] + ((month_at == 2) & is_leap)
    last = letters[:, 17]
    is_small_x = last == ord("x")
    holds = (
        is_digits
        & (np.where(is_small_x, ord("X"), last) == _CHECK_BYTES[checked % 11])
        & _IS_PROVINCE[np.where(is_digits, province, 0)]
        & (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (day >= 1) & (day <= last_day)
    )  # fmt: skip
    judged: np.ndarray = np.where(holds, np.where(is_small_x, _SMALL_X, _VALID), _LEFT).astype(np.uint8)
    return judged

