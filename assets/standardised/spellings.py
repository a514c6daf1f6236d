"""A column read by its different spellings: what is plain in bulk, every other spelling once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl


class Reading(NamedTuple):
    """A typed column and, where a filled cell could not be read, the code of its flag."""

    values: pl.Series
    faults: pl.Series


def only(cells: pl.Series, where: pl.Series) -> pl.Series:
    """The cells where a condition holds (NULL counts as not), NULL elsewhere."""
    return cells.to_frame().select(pl.when(where).then(pl.first()).alias(cells.name))[cells.name]


def by_spelling(
    cells: pl.Series,
    read: Callable[[str], tuple[Any, str | None]],
    dtype: pl.DataType,
    plain: pl.Series | None = None,
) -> Reading:
    """Read a text column.

    `plain` are the values read in bulk, NULL where a cell still has to be read; `read` gives value and flag code
    (None: nothing to flag) of one spelling.
    """
    values = pl.Series(cells.name, [None], dtype=dtype).new_from_index(0, len(cells)) if plain is None else plain
    no_fault = pl.Series("fault", [None], dtype=pl.String).new_from_index(0, len(cells))
    is_left = cells.is_not_null() & values.is_null()
    if not is_left.any():
        return Reading(values, no_fault)
    spellings = cells.filter(is_left).unique().sort()
    read_once = [read(spelling) for spelling in spellings]
    found = pl.Series(cells.name, [value for value, _ in read_once], dtype=dtype)
    codes = pl.Series("fault", [code for _, code in read_once], dtype=pl.String)
    if plain is None and len(spellings) == cells.n_unique() - (cells.null_count() > 0):
        values = cells.replace_strict(spellings, found, default=None, return_dtype=dtype)
    else:
        values = values.fill_null(cells.replace_strict(spellings, found, default=None, return_dtype=dtype))
    if codes.null_count() == len(codes):
        return Reading(values, no_fault)
    return Reading(values, cells.replace_strict(spellings, codes, default=None, return_dtype=pl.String).alias("fault"))
