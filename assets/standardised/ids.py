"""The column of ids of an extract made canonical: 18 characters whose date, area and check digit hold, or NULL.

What an id is and what is wrong with one is said in rules/linkage/ids.py; here well-formed ids are recognised in bulk
and every other spelling is read once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from assets.landed.characters import letters_of
from rules.linkage import ids
from rules.linkage.id_codes import LEFT, SMALL_X, judge

_IN_BULK = ["other", "valid", "normalised"]
"""Status by what `judge` says."""
_LENGTH = 18
_ROWS_AT_ONCE = 1 << 14
"""So many ids and their digits stay in the cache."""


class Ids(NamedTuple):
    """One row per delivered id."""

    text: pl.Series
    """What was delivered, cleaned; NULL where nothing was."""
    number: pl.Series
    """The canonical 18 characters, NULL where it is not certain."""
    status: pl.Series
    """The status of `rules.linkage.ids.IdReading`."""


def canonical(delivered: pl.Series) -> Ids:
    """Make a text column of ids canonical. Well-formed ids are recognised in bulk, each other spelling is read once."""
    judged = _in_bulk(delivered)
    is_small_x = judged == SMALL_X
    texts = delivered
    if is_small_x.any():
        texts = delivered.to_frame().select(
            pl.when(pl.Series(is_small_x)).then(pl.first().str.to_uppercase()).otherwise(pl.first())
        ).to_series()  # fmt: skip
    left = np.flatnonzero(judged == LEFT)
    if not len(left):
        return Ids(texts, texts, pl.Series(_IN_BULK).gather(judged))
    spellings = delivered.gather(left)
    kinds = spellings.unique().sort()
    readings = [ids.canonical(kind) for kind in kinds]
    found = spellings.replace_strict(kinds, pl.int_range(len(kinds), eager=True), return_dtype=pl.Int64).to_numpy()
    at, status_at = np.arange(len(delivered)), judged.astype(np.int64)
    at[left] = len(delivered) + found
    status_at[left] = len(_IN_BULK) + found
    return Ids(
        _extended(texts, [reading.text for reading in readings]).gather(at),
        _extended(texts, [reading.number for reading in readings]).gather(at),
        _extended(pl.Series(_IN_BULK), [reading.status for reading in readings]).gather(status_at),
    )


def _extended(cells: pl.Series, more: list[str | None]) -> pl.Series:
    return pl.concat([cells, pl.Series(cells.name, more, dtype=pl.String)])


def _in_bulk(delivered: pl.Series) -> np.ndarray:
    """What `judge` says of each cell."""
    is_candidate = (delivered.str.len_bytes() == _LENGTH).fill_null(False).to_numpy()
    result = np.zeros(len(delivered), np.uint8)
    if is_candidate.any():
        chosen = delivered if is_candidate.all() else delivered.filter(pl.Series(is_candidate))
        letters = letters_of(chosen).reshape(-1, _LENGTH)
        starts = range(0, len(letters), _ROWS_AT_ONCE)
        result[is_candidate] = np.concatenate([judge(letters[start : start + _ROWS_AT_ONCE]) for start in starts])
    return result
