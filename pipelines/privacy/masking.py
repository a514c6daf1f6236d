"""How identities are shown to those who may not see them: the only module that masks anything.

Masking goes by the type of a column, never by patterns in free text. NULL stays NULL, a value that is not what its
column says becomes `***`, and no mask lets the birth date, a whole name or a whole number through.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from rules.linkage.tables import words

UNREADABLE = "***"
_IGNORED = r"[\s\x{ad}\x{200b}-\x{200f}\x{2060}-\x{2064}\x{feff}\x{3000}]"
_HAN = r"^[\p{Han}〇]+$"
_HAN_WITH_DOTS = r"^[\p{Han}〇]+(?:[·•・‧∙⋅･．][\p{Han}〇]+)+$"
_DOWN_TO_STREET = r"^(.*?(?:街道|[^市区县路弄村]镇|[^市区县路弄村]乡))"


def name(column: str) -> pl.Expr:
    """张三 -> 张*, 张三丰 -> 张**, 欧阳娜 -> 欧阳**, names of four and more characters or with a dot -> 买***."""
    clean = pl.col(column).str.replace_all(_IGNORED, "")
    length = clean.str.len_chars()
    is_han = clean.str.contains(_HAN)
    first = clean.str.slice(0, 1)
    masked = (
        pl.when(clean.str.contains(_HAN_WITH_DOTS))
        .then(first + "***")
        .when(~is_han | (length < 2))
        .then(pl.lit(UNREADABLE))
        .when((length >= 3) & clean.str.slice(0, 2).is_in(_compound_surnames()))
        .then(clean.str.slice(0, 2) + "**")
        .when(length >= 4)
        .then(first + "***")
        .when(length == 3)
        .then(first + "**")
        .otherwise(first + "*")
    )
    return _null_stays(column, masked)


def id_number(column: str) -> pl.Expr:
    """The first and last four of 18 characters: 3101**********1234. Anything else is not shown."""
    return _null_stays(column, _kept(column, r"^\d{17}[\dXx]$", 4, "*" * 10, 4))


def phone(column: str) -> pl.Expr:
    """The first three and last four of a mobile number: 138****5678."""
    return _null_stays(column, _kept(column, r"^1\d{10}$", 3, "****", 4))


def account(column: str) -> pl.Expr:
    """The last four digits behind twelve stars, however long the number is."""
    return _null_stays(column, _kept(column, r"^[0-9A-Za-z]{8,32}$", 0, "*" * 12, 4))


def address(column: str) -> pl.Expr:
    """Down to the street, town or township; an address that names none is not shown."""
    clean = pl.col(column).str.replace_all(_IGNORED, "")
    return _null_stays(column, clean.str.extract(_DOWN_TO_STREET).fill_null(UNREADABLE))


def birth_date(column: str) -> pl.Expr:
    """The year of a date."""
    return pl.col(column).dt.year().cast(pl.String).alias(column)


def _kept(column: str, shape: str, head: int, stars: str, tail: int) -> pl.Expr:
    clean = pl.col(column).str.replace_all(_IGNORED, "")
    shown = clean.str.slice(0, head) + stars + clean.str.slice(-tail)
    return pl.when(clean.str.contains(shape)).then(shown).otherwise(pl.lit(UNREADABLE))


def _null_stays(column: str, masked: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(masked).alias(column)


@cache
def _compound_surnames() -> tuple[str, ...]:
    return tuple(sorted(words().compound_surnames))
