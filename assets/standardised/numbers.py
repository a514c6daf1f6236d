"""Counts and measures as departments write them: persons, months, square metres, shares."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

import polars as pl

from assets.landed.amounts import is_missing
from assets.standardised.spellings import Reading, by_spelling, only

_COUNT = re.compile(r"(\d{1,9})(\.0*)?")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_FRACTION = re.compile(r"(\d{1,6}) ?/ ?(\d{1,6})")
_PARTS = re.compile(r"(\d{1,6})分之(\d{1,6})")
_PERCENT = re.compile(r"(\d{1,3}(\.\d+)?) ?%")
_COUNT_UNITS = ("人", "个", "套", "辆", "月", "个月", "天", "日", "户", "份", "次")
_MEASURE_UNITS = ("平方米", "平米", "m2", "㎡", "万元", "万", "元")
_PLAIN = r"^[0-9]{1,9}(\.[0-9]{1,6})?$"


def counts(cells: pl.Series) -> Reading:
    """Whole numbers from 0 on."""
    return by_spelling(cells, read_count, pl.Int32())


def read_count(text: str) -> tuple[int | None, str | None]:
    """One count; a unit word behind it and a spreadsheet's ".0" are dropped."""
    if is_missing(text):
        return None, None
    plain = _without(unicodedata.normalize("NFKC", text).strip().removeprefix("'"), _COUNT_UNITS)
    found = _COUNT.fullmatch(plain)
    return (int(found.group(1)), None) if found else (None, "unreadable_number")


def numbers(cells: pl.Series, is_share: bool) -> Reading:
    """Measures; a share is between 0 and 1 ("1/2", "50%", "二分之一" is not read)."""
    if is_share:
        return by_spelling(cells, read_share, pl.Float64())
    plain = only(cells, cells.str.contains(_PLAIN)).cast(pl.Float64, strict=False)
    return by_spelling(cells, read_number, pl.Float64(), plain)


def read_number(text: str) -> tuple[float | None, str | None]:
    """One measure with at most its unit behind it."""
    if is_missing(text):
        return None, None
    plain = _without(unicodedata.normalize("NFKC", text).strip().removeprefix("'"), _MEASURE_UNITS)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    percent = _PERCENT.fullmatch(plain)
    if percent:
        return float(percent.group(1)) / 100, None
    return (float(plain), None) if _NUMBER.fullmatch(plain) else (None, "unreadable_number")


def read_share(text: str) -> tuple[float | None, str | None]:
    """One share. A number above 1 without a percent sign could mean either and is not read."""
    if is_missing(text):
        return None, None
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("'").replace("⁄", "/")
    fraction, parts = _FRACTION.fullmatch(plain), _PARTS.fullmatch(plain)
    if fraction or parts:
        upper, lower = fraction.groups() if fraction else reversed(parts.groups())  # type: ignore[union-attr]
        share = float(Fraction(int(upper), int(lower))) if int(lower) else None
    else:
        share, _ = read_number(plain)
    if plain in ("全部", "单独所有", "独有"):
        share = 1.0
    return (share, None) if share is not None and 0 <= share <= 1 else (None, "unreadable_number")


def _without(text: str, units: tuple[str, ...]) -> str:
    for unit in sorted(units, key=len, reverse=True):
        if text.endswith(unit):
            return text.removesuffix(unit).strip()
    return text
