"""Dates, months and years as departments write them. What is ambiguous stays unknown and is flagged."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from assets.landed.amounts import is_missing
from assets.standardised.spellings import Reading, by_spelling, only

EARLIEST, LATEST = date(1850, 1, 1), date(2199, 12, 31)
ENDLESS: Final = date(9999, 12, 31)
"""How systems write "no end"."""

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MIDNIGHT = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.0+)?)?")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{2})月?|(\d{4})[-/.年](\d)月?")
_YEAR = re.compile(r"(\d{4})年?(度)?")
_SERIAL = re.compile(r"[1-7]\d{4}")
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})|\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{6}")
_PLAIN_LENGTH = {"%Y-%m-%d": 10, "%Y/%m/%d": 10, "%Y%m%d": 8}


def dates(cells: pl.Series, written: str) -> Reading:
    """Dates of a text column, the contract's own way of writing first."""
    if written not in _PLAIN_LENGTH:
        return by_spelling(cells, lambda text: read_date(text, written), pl.Date())
    of_length = pl.when(pl.col("cell").str.len_bytes() == _PLAIN_LENGTH[written]).then(pl.col("cell"))
    plain = cells.alias("cell").to_frame().select(of_length.str.to_date(written, strict=False).alias(cells.name))
    found = plain[cells.name]
    found = only(found, (found >= EARLIEST) & (found <= LATEST))
    return by_spelling(cells, lambda text: read_date(text, written), pl.Date(), found)


def read_date(text: str, written: str = "%Y-%m-%d") -> tuple[date | None, str | None]:
    """One date and its flag code.

    Year-month-day in any common writing, with a time of day that has no zone, and a spreadsheet's serial number (1900
    system) are certain. Day or month first, two-digit years, other calendars and times with a zone are not.
    """
    if is_missing(text):
        return None, None
    plain = _plain(text)
    if not written.startswith("%Y"):
        with contextlib.suppress(ValueError):
            day = datetime.strptime(plain, written)
            return _made(day.year, day.month, day.day)
    if plain == ENDLESS.isoformat() or plain == "99991231":
        return ENDLESS, None
    stripped = _MIDNIGHT.sub("", plain) if _MIDNIGHT.search(plain) and plain[-1:].isdigit() else plain
    found = _DATE.fullmatch(stripped) or _COMPACT.fullmatch(stripped)
    if found:
        return _made(*(int(part) for part in found.groups()))
    if _SERIAL.fullmatch(plain):
        return _made(*_serial(int(plain)))
    if _MONTH.fullmatch(plain) and (len(plain) > 6 or _month_of(plain)):
        return None, "incomplete_date"
    if _AMBIGUOUS.fullmatch(stripped) or "T" in plain or plain.endswith("Z") or re.search(r"[+-]\d{2}:?\d{2}$", plain):
        return None, "ambiguous_date"
    return None, "unreadable_date"


def months(cells: pl.Series) -> Reading:
    """Months of a text column as YYYY-MM."""
    return by_spelling(cells, read_month, pl.String())


def read_month(text: str) -> tuple[str | None, str | None]:
    """One month: 201712, 2017-12, 2017/12, 2017年12月, or any date within it."""
    if is_missing(text):
        return None, None
    plain = _plain(text)
    if _MONTH.fullmatch(plain):
        month = _month_of(plain)
        return (month, None) if month else (None, "unreadable_month")
    day, _ = read_date(text)
    return (day.strftime("%Y-%m"), None) if day else (None, "unreadable_month")


def years(cells: pl.Series) -> Reading:
    """Years of a text column."""
    return by_spelling(cells, read_year, pl.Int32())


def read_year(text: str) -> tuple[int | None, str | None]:
    """One year: 2017, 2017年, 2017年度, or any month or date within it."""
    if is_missing(text):
        return None, None
    found = _YEAR.fullmatch(_plain(text))
    year = found.group(1) if found else (read_month(text)[0] or "0")[:4]
    is_year = EARLIEST.year <= int(year) <= LATEST.year
    return (int(year), None) if is_year else (None, "unreadable_year")


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    return plain.removesuffix(".0")


def _made(year: int, month: int, day: int) -> tuple[date | None, str | None]:
    try:
        found = date(year, month, day)
    except ValueError:
        return None, "impossible_date"
    return (found, None) if EARLIEST <= found <= LATEST else (None, "impossible_date")


def _serial(days: int) -> tuple[int, int, int]:
    found = date(1899, 12, 30) + timedelta(days)
    return found.year, found.month, found.day


def _month_of(plain: str) -> str | None:
    found = _MONTH.fullmatch(plain)
    if not found:
        return None
    year, month = (int(part) for part in found.groups() if part)
    is_month = EARLIEST.year <= year <= LATEST.year and 1 <= month <= 12
    return f"{year:04d}-{month:02d}" if is_month else None
