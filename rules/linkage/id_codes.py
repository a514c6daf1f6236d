"""Identity numbers of a whole column at once: canonical forms, integer keys, and who is one slip away."""

from __future__ import annotations

import numpy as np
import polars as pl

from rules.linkage import ids
from rules.linkage.tables import Ints

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_WEIGHTS = np.array((*ids.WEIGHTS, 1), dtype=np.int64)
_CHECK_VALUES = {character: value for value, character in enumerate("0123456789X")}
_PLACES = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_INVERSE = np.array([0, *(pow(number, -1, 11) for number in range(1, 11))], dtype=np.int64)


def read(texts: pl.Series) -> pl.DataFrame:
    """Readings of distinct id texts, in the order given: id_text, id_number, id_status, kind, level (see IdReading)."""
    upper = texts.str.to_uppercase()
    plain = upper.str.contains(r"^[0-9]{17}[0-9X]$").fill_null(False).to_numpy()
    rows = np.flatnonzero(plain)
    valid = np.zeros(len(texts), dtype=np.bool_)
    valid[rows] = _is_valid(_digits(upper.gather(rows)))
    readings = [ids.IdReading(number, "valid") for number in upper.to_list()]
    for row in np.flatnonzero(~valid):
        readings[row] = ids.canonical(texts[int(row)])
    names = ("id_number", "id_status", "kind", "level")
    frame = pl.DataFrame(readings, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.insert_column(0, texts.alias("id_text"))


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
    body = digits[:, :17]
    good = (body <= 9).all(axis=1) & ((digits @ _WEIGHTS) % 11 == 1)
    province = digits[:, 0] * 10 + digits[:, 1]
    known = np.zeros(111, dtype=np.bool_)
    known[[int(code) for code in ids.PROVINCES]] = True
    known[90:100] = True
    good &= known[province]
    year = digits[:, 6:10] @ _PLACES[-4:]
    month = digits[:, 10] * 10 + digits[:, 11]
    day = digits[:, 12] * 10 + digits[:, 13]
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    days = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
    month_ok = (month >= 1) & (month <= 12)
    last = days[np.where(month_ok, month, 0)] + (leap & (month == 2))
    years = (year >= ids.EARLIEST_BIRTH_YEAR) & (year <= ids.LATEST_BIRTH_YEAR)
    return np.asarray(good & years & month_ok & (day >= 1) & (day <= last), dtype=np.bool_)


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
