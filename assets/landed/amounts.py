"""Amounts as written to integer fen: the one place where money is parsed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

import polars as pl

from assets.landed.limits import MAX_FEN
from schemas.contract import Extract, ExtractColumn

Unit = Literal["yuan", "fen", "wan_yuan"]

FEN_PER: Final[dict[Unit, int]] = {"yuan": 100, "fen": 1, "wan_yuan": 1_000_000}

MISSING: Final = frozenset(
    ("", "-", "--", "---", "—", "——", "/", "\\", "\\n", "null", "none", "nil", "nan", "na", "n/a", "#n/a", "#null!",
     ".", "无", "空", "暂无", "不详", "未知", "缺失", "未填", "未填写", "(空)", "无数据", "没有", "不适用")
)  # fmt: skip
"""Spellings of "no value", lower case and NFKC. 0 is not among them: a missing income is not an income of zero."""

_NOISE = Decimal("0.000001")
"""A double written out is off by less than this many yuan; a real third decimal is not."""

_PLAIN = r"^[+-]?[0-9]{1,13}(\.[0-9]{1,2})?$"
_WHOLE = r"^[+-]?[0-9]{1,15}$"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d*)?")
_BEFORE = re.compile(r"^([+-]?)(¥|￥|RMB|CNY|人民币)\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(元整|元|圆)$")


def unit_of(column: ExtractColumn) -> Unit | None:
    """What a column counts in, None where it is not money; money without a stated unit is yuan."""
    return column.unit or ("yuan" if column.typed_as == "money" else None)


def money_columns(contract: Extract) -> list[tuple[ExtractColumn, Unit]]:
    """Columns that become fen, with their units."""
    return [(column, unit) for column in contract.columns if (unit := unit_of(column)) is not None]


def fen(column: str, unit: Unit) -> pl.Expr:
    """Fen of a text column of plain amounts (digits, at most two decimals; whole fen); every other cell is NULL."""
    plain = pl.col(column).str.contains(_WHOLE if unit == "fen" else _PLAIN)
    scaled = (pl.col(column).cast(pl.Float64, strict=False) * FEN_PER[unit]).round()
    return pl.when(plain & (scaled.abs() < MAX_FEN)).then(scaled).cast(pl.Int64)


def fen_column(frame: pl.DataFrame, column: str, unit: Unit) -> tuple[pl.Series, pl.Series]:
    """Fen of a text column, and which of its filled cells cannot be read (missing tokens can: they are NULL)."""
    parsed = frame.select(fen(column, unit).alias("fen"))["fen"]
    left = frame[column].is_not_null() & parsed.is_null()
    if not left.any():
        return parsed, left
    odd = frame[column].filter(left).unique()
    read = {text: _read(text, unit) for text in odd}
    amounts = frame[column].replace_strict(
        list(read), [amount for amount, _ in read.values()], default=None, return_dtype=pl.Int64
    )
    unreadable = [text for text, (_, is_readable) in read.items() if not is_readable]
    return parsed.fill_null(amounts), frame[column].is_in(unreadable).fill_null(False)


def _read(text: str, unit: Unit) -> tuple[int | None, bool]:
    if is_missing(text):
        return None, True
    amount = parse(text, unit)
    return amount, amount is not None


def is_missing(text: str) -> bool:
    """Whether a cell only says that there is no value."""
    return unicodedata.normalize("NFKC", text).strip().lower() in MISSING


def parse(text: str, unit: Unit) -> int | None:
    """Fen of one written amount, None where it cannot be read with certainty.

    Thousands separators, currency signs, full width and a spreadsheet's text marks are normalised. 万 is read only
    where the contract counts in it; brackets, words, exponents, a decimal comma and real fractions of a fen are not
    read.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1].strip()
    plain = plain.removeprefix("'").strip()
    plain = _BEFORE.sub(r"\1", plain)
    scale = FEN_PER[unit]
    if unit == "wan_yuan":
        plain = plain.removesuffix("元").removesuffix("万").strip()
    elif unit == "fen":
        plain = plain.removesuffix("分").strip()
    else:
        plain = _AFTER.sub("", plain)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        exact = Decimal(plain) * scale
    except InvalidOperation:
        return None
    whole = int(exact.to_integral_value())
    if abs(exact - whole) >= _NOISE * 100 or abs(whole) >= MAX_FEN:
        return None
    return whole
