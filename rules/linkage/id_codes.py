"""Identity numbers of a whole column at once: which are canonical, integer keys, and who is one slip away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from rules.linkage import ids
from rules.linkage.tables import Ints

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Small = npt.NDArray[np.int16]

_WEIGHTS = np.array((*ids.WEIGHTS, 1), dtype=np.int64)
_PLACES = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_INVERSE = np.array([0, *(pow(number, -1, 11) for number in range(1, 11))], dtype=np.int64)
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 98, dtype=np.int16)
_IS_PROVINCE = np.isin(np.arange(112), sorted(ids.PROVINCES))
_TWO = 2
LEFT, VALID, SMALL_X = 0, 1, 2


def judge(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Rows of 18 bytes: VALID where they are a canonical id, SMALL_X where they are but for a small x, else LEFT."""
    places = (np.ascontiguousarray(letters.T) - np.uint8(ord("0"))).astype(np.int16)
    is_small_x = letters[:, 17] == ord("x")
    places[17] = np.where(is_small_x | (letters[:, 17] == ord("X")), 10, places[17])
    holds = (places.max(axis=0) <= 10) & _holds(places.clip(max=10))
    return np.where(holds, np.where(is_small_x, SMALL_X, VALID), LEFT).astype(np.uint8)


def near_misses(texts: pl.Series) -> pl.DataFrame:
    """Valid ids one slip away from faulty texts: row (position in `texts`), id_key (first 17 digits as integer).

    The same ids as `ids.repair_candidates`, vectorised; texts of other lengths than 17 to 19 have none.
    """
    upper = texts.str.to_uppercase()
    found: list[tuple[Ints, Ints]] = []
    for length, slips in ((17, _lost), (18, _wrong), (19, _surplus)):
        mask = upper.str.contains(rf"^[0-9X]{{{length}}}$").fill_null(False).to_numpy()
        rows = np.flatnonzero(mask)
        if len(rows):
            digits = _digits(upper.gather(rows))
            for source, candidate in slips(digits):
                good = _is_valid(candidate)
                found.append((rows[source[good]], candidate[good][:, :17] @ _PLACES))
    row = np.concatenate([part[0] for part in found]) if found else np.zeros(0, dtype=np.int64)
    key = np.concatenate([part[1] for part in found]) if found else np.zeros(0, dtype=np.int64)
    return pl.DataFrame({"row": row, "id_key": key}).unique().sort("row", "id_key")


def are_two_slips_apart(texts: pl.Series, keys: pl.Series) -> pl.Series:
    """Whether at most two characters were mistaken, lost, added or exchanged with the next one, pair by pair.

    >>> are_two_slips_apart(pl.Series(["340254180001010010"]), pl.Series([34052418000101001])).to_list()
    [True]
    """
    there = canonical_texts(keys).to_list()
    apart = process.cpdist(texts.to_list(), there, scorer=OSA.distance, score_cutoff=_TWO, dtype=np.int64)
    return pl.Series(apart <= _TWO, dtype=pl.Boolean)


def canonical_texts(keys: pl.Series) -> pl.Series:
    """Canonical 18 characters of integer keys (first 17 digits)."""
    values = keys.to_numpy()
    total = np.zeros(len(values), dtype=np.int64)
    for place, weight in zip(_PLACES.tolist(), ids.WEIGHTS, strict=True):
        total += values // place % 10 * weight
    check = pl.Series(list(ids.CHECK)).gather(total % 11)
    return keys.cast(pl.String).str.zfill(17) + check


def _digits(texts: pl.Series) -> Ints:
    """Characters as values (n, length): 0-9, X = 10."""
    joined = "".join(texts.to_list())
    raw = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).astype(np.int64)
    return np.where(raw == ord("X"), 10, raw - ord("0")).reshape(len(texts), -1)


def _is_valid(digits: Ints) -> Flags:
    """Which rows of 18 values are canonical ids."""
    return _holds(np.ascontiguousarray(digits.T, dtype=np.int16))


def _holds(places: Small) -> Flags:
    """Which columns of 18 values (0-9, X = 10) are canonical ids: digits, check character, area and birth date."""
    checked = sum(places[place] * weight for place, weight in enumerate((*ids.WEIGHTS, 1)))
    year = places[6] * 1000 + places[7] * 100 + places[8] * 10 + places[9]
    month, day = places[10] * 10 + places[11], places[12] * 10 + places[13]
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS[month] + ((month == 2) & is_leap)
    return np.asarray(
        (places[:17].max(axis=0) < 10) & (checked % 11 == 1) & _IS_PROVINCE[places[0] * 10 + places[1]]
        & (year >= ids.EARLIEST_BIRTH_YEAR) & (year <= ids.LATEST_BIRTH_YEAR) & (day >= 1) & (day <= last),
        dtype=np.bool_,
    )  # fmt: skip


def _wrong(digits: Ints) -> list[tuple[Ints, Ints]]:
    """One wrong character (the check sum leaves one value per place) or two neighbours exchanged."""
    source = np.arange(len(digits))
    missing = (1 - digits @ _WEIGHTS) % 11
    candidates = []
    for place in range(18):
        candidate = digits.copy()
        candidate[:, place] = (digits[:, place] + missing * _INVERSE[_WEIGHTS[place] % 11]) % 11
        candidates.append((source, candidate))
    for place in range(17):
        candidate = digits.copy()
        candidate[:, [place, place + 1]] = digits[:, [place + 1, place]]
        candidates.append((source, candidate))
    return candidates


def _lost(digits: Ints) -> list[tuple[Ints, Ints]]:
    """One character lost: at every place the one value that makes the check sum right."""
    source = np.arange(len(digits))
    candidates = []
    for place in range(18):
        candidate = np.insert(digits, place, 0, axis=1)
        missing = (1 - candidate @ _WEIGHTS) % 11
        candidate[:, place] = missing * _INVERSE[_WEIGHTS[place] % 11] % 11
        candidates.append((source, candidate))
    return candidates


def _surplus(digits: Ints) -> list[tuple[Ints, Ints]]:
    """One character too many: leave out each in turn."""
    source = np.arange(len(digits))
    return [(source, np.delete(digits, place, axis=1)) for place in range(19)]
