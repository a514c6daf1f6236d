"""Citizen numbers (GB 11643-1999) and other numbers the state or a company issues."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.streams import Flags, Ints, Streams, weighted
from data_samples.generator.words import areas

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
FIRST_ISSUE = 1985
RENUMBERED = 0.0015  # persons who were once given another number
EPOCH = np.datetime64("1970-01-01")


def check_character(body: Ints) -> pl.Series:
    """Check characters of 17-digit bodies (int64)."""
    total = np.zeros(len(body), dtype=np.int64)
    for place, weight in enumerate(WEIGHTS):
        total += (body // 10 ** (16 - place)) % 10 * weight
    return pl.Series(list(CHECK)).gather(total % 11)


def is_valid(number: str) -> bool:
    """True for 18 characters whose check character fits."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK[total % 11] == number[17]


def completed(body: str) -> str:
    """A 17-digit body with its check character."""
    return body + CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def day_number(days: Ints) -> Ints:
    """yyyymmdd as an integer for days since 1970-01-01."""
    dates = EPOCH + days.astype("timedelta64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    day = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    return (months // 12 + 1970) * 10000 + (months % 12 + 1) * 100 + day


def first_area(streams: Streams, birth_days: Ints, local: Flags) -> Ints:
    """Area code of the first issue: valid in that year, in Shanghai where `local`, else in another province."""
    rng = streams("first_area")
    size = len(birth_days)
    birth_year = (EPOCH + birth_days.astype("timedelta64[D]")).astype("datetime64[Y]").astype(np.int64) + 1970
    year = np.maximum(birth_year, FIRST_ISSUE + rng.integers(0, 4, size))
    known = areas()
    chosen = np.zeros(size, dtype=np.int64)
    draw = rng.random(size)
    for at in np.unique(year):
        for home in (True, False):
            here = (year == at) & (local == home)
            codes = known.code[(known.since <= at) & (known.until >= at) & (known.local == home)]
            chosen[here] = codes[(draw[here] * len(codes)).astype(np.int64)]
    return chosen


def citizen_numbers(streams: Streams, area: Ints, birth_days: Ints, male: Flags, twin_of: Ints) -> pl.Series:
    """Valid and different citizen numbers; a twin (`twin_of` >= 0) shares the area and has a neighbouring sequence."""
    rng = streams("citizen_numbers")
    area = np.where(twin_of >= 0, area[twin_of], area)
    stem = area * 10**11 + day_number(birth_days) * 1000
    half = rng.integers(0, 490, len(stem))
    half = np.where(twin_of >= 0, half[twin_of] + 1, half)
    body = stem + 2 * half + male
    while True:
        order = np.argsort(body, kind="stable")
        again = order[1:][body[order][1:] == body[order][:-1]]
        if len(again) == 0:
            break
        body[again] = stem[again] + 2 * rng.integers(0, 500, len(again)) + male[again]
    return pl.Series(body).cast(pl.String) + check_character(body)


def former_numbers(streams: Streams, area: Ints, birth_days: Ints, male: Flags, numbers: pl.Series) -> pl.Series:
    """An earlier valid number of the few who were given another one (two had shared it, or it had a wrong birthday)."""
    rng = streams("former_numbers")
    again = np.flatnonzero(rng.random(len(area)) < RENUMBERED)
    off = np.where(rng.random(len(again)) < 0.5, rng.integers(1, 28, len(again)), 0)
    body = area[again] * 10**11 + day_number(birth_days[again] - off) * 1000
    body += 2 * rng.integers(0, 500, len(again)) + male[again]
    former = pl.Series(body).cast(pl.String) + check_character(body)
    fresh = ~former.is_in(numbers.implode()) & former.is_first_distinct()
    filled = pl.Series([None] * len(area), dtype=pl.String)
    return filled.scatter(again[fresh.to_numpy()], former.filter(fresh)) if len(again) else filled


def padded(prefix: str, values: Ints, width: int) -> pl.Series:
    """`prefix` and the values with leading zeros, e.g. padded("D", [7], 3) -> D007."""
    return prefix + pl.Series(values).cast(pl.String).str.zfill(width)


def scattered(streams: Streams, name: str, size: int, low: int, high: int) -> Ints:
    """`size` different integers in [low, high), in no order."""
    rng = streams(name)
    found = np.unique(rng.integers(low, high, int(size * 1.2) + 16))
    while len(found) < size:
        found = np.unique(np.concatenate([found, rng.integers(low, high, size)]))
    return found[np.argsort(rng.random(len(found)), kind="stable")[:size]]


def company_numbers(streams: Streams, size: int) -> pl.Series:
    """18-character company numbers that begin like 统一社会信用代码 of Shanghai (the last character is not a check)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    rng = streams("company_numbers")
    parts = [pl.Series(list(letters)).gather(weighted(rng, np.ones(len(letters)), size)) for _ in range(2)]
    return padded("91310", scattered(streams, "company_body", size, 10**10, 10**11 - 1), 11) + parts[0] + parts[1]
