"""Dates, amounts and empty cells as offices write them, in the text of a delivered table."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.dirt.profile import Shares
from data_samples.generator.streams import Flags, chance
from schemas.contract import Extract

BLANKABLE = ("phone", "birth_date", "sex", "committee_code")
SERIAL_ZERO = date(1899, 12, 30)


def wrong_births(
    rng: np.random.Generator, shares: Shares, births: pl.Series, spared: Flags
) -> tuple[pl.Series, pl.Series]:
    """(birth dates, which are wrong): a day, a month or a year off, day and month swapped, or set to New Year."""
    off = np.flatnonzero((rng.random(len(births)) < shares["birth_wrong"]) & ~spared)
    flags = np.zeros(len(births), dtype=bool)
    if not len(off):
        return births, pl.Series(flags)
    right = births.gather(off)
    days = pl.Series(np.array([1, -1, 31, 366, -365])[rng.integers(0, 5, len(off))]).cast(pl.Int64)
    how = pl.Series(rng.random(len(off)))
    day, month = right.dt.day(), right.dt.month()
    swapped = pl.select(
        pl.when((day <= 12) & (day != month))
        .then(pl.date(right.dt.year(), day.clip(1, 12).cast(pl.Int64), month.cast(pl.Int64)))
        .otherwise(right.dt.truncate("1y"))
    ).to_series()
    moved = pl.select(
        pl.when(how < 0.25)
        .then(right.dt.truncate("1y"))
        .when(how < 0.5)
        .then(swapped)
        .otherwise(right + pl.select(pl.duration(days=days)).to_series())
    ).to_series()
    wrong = births.scatter(off, moved.cast(pl.Date))
    flags[off] = (moved.cast(pl.Date) != right).to_numpy()
    return wrong, pl.Series(flags)


def odd_dates(
    rng: np.random.Generator, shares: Shares, contract: Extract, rows: pl.DataFrame, spared: Flags
) -> tuple[pl.DataFrame, pl.Series]:
    """Rows whose birth date is written another way (a serial number, 1985.3.7) or is no date at all; and which."""
    column = next((one for one in contract.columns if one.term == "birth_date"), None)
    flags = np.zeros(rows.height, dtype=bool)
    if column is None or contract.format == "parquet" or not shares["birth_odd"]:
        return rows, pl.Series(flags)
    at = np.flatnonzero(chance(rng, shares["birth_odd"], rows.height) & ~spared)
    text = rows[column.name].gather(at)
    how = rng.integers(0, 4, len(at))
    made = [_odd(value, int(kind), contract.date_format) for value, kind in zip(text, how, strict=True)]
    flags[at] = [new is not None for new in made]
    made = [old if new is None else new for old, new in zip(text, made, strict=True)]
    changed = rows[column.name].scatter(at, pl.Series(made, dtype=pl.String)) if len(at) else rows[column.name]
    return rows.with_columns(changed.alias(column.name)), pl.Series(flags)


def _odd(text: str | None, how: int, form: str) -> str | None:
    if text is None:
        return None
    digits = "".join(one for one in text if one.isdigit())
    if len(digits) != 8:
        return None
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    match how:
        case 0:
            return str((date(year, month, day) - SERIAL_ZERO).days)
        case 1:
            return f"{year}.{month}.{day}"
        case 2:
            return "1900-01-00"
        case _:
            return form.replace("%Y", str(year)).replace("%m", "02").replace("%d", "30")


def blanked(
    rng: np.random.Generator, shares: Shares, contract: Extract, frame: pl.DataFrame, spared: Flags
) -> pl.DataFrame:
    """Some cells that may be empty are; for a cell that the row brings later a flag no_<term> says so."""
    made = []
    for column in contract.columns:
        if column.term in BLANKABLE and not column.required:
            empty = pl.Series(chance(rng, shares["blank"], frame.height) & ~spared)
            if column.term in frame.columns:
                made.append(pl.when(~empty).then(pl.col(column.term)).alias(column.term))
            else:
                made.append(empty.alias(f"no_{column.term}"))
    return frame.with_columns(made)
