"""What an extract says as of a batch: the newest snapshot, or everything appended with later corrections in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from assets.landed.characters import letters_of
from assets.landed.history import Accepted
from assets.landed.intake import TIDIED
from assets.landed.store import content_path
from schemas.contract import Extract

if TYPE_CHECKING:
    from assets.workspace import Workspace

BATCH = "delivered_batch"
NUMBER = "__number"
"""The record number, or the extract's own key where it has none."""

IS_REPEATED = "__is_repeated"
"""True where rows of one batch share the key but not the content."""


def current(ws: Workspace, contract: Extract, files: list[Accepted]) -> pl.DataFrame | None:
    """Rows of an extract as of the workspace's batch in their total order, None where nothing was ever accepted.

    Columns: the declared terms as text, `<term>_fen`, BATCH, NUMBER, IS_REPEATED.
    """
    chosen = _chosen(contract, files)
    if not chosen:
        return None
    parts = [
        pl.read_parquet(content_path(ws.state, contract.extract, digest))
        .drop("row_number")
        .with_columns(pl.lit(batch).alias(BATCH))
        for digest, batch in chosen.items()
    ]
    rows = pl.concat(parts, rechunk=False)
    rows = _without_replaced(rows, contract, is_single=len(parts) == 1)
    keys = [pl.col(term) for term in contract.key_terms]
    number = pl.col("record_number") if contract.has("record_number") else pl.concat_str(keys, separator="|")
    return _ordered(rows.with_columns(number.alias(NUMBER)))


def _chosen(contract: Extract, files: list[Accepted]) -> dict[str, str]:
    """Digest -> batch of the files whose rows count."""
    fresh = [file.batch for file in files if file.decision == "accepted"]
    if not fresh:
        return {}
    if contract.mode == "snapshot":
        files = [file for file in files if file.batch == max(fresh)]
    chosen: dict[str, str] = {}
    for file in sorted(files, key=lambda file: (file.batch, file.sha256)):
        chosen.setdefault(file.sha256, file.batch)
    return chosen


def _without_replaced(rows: pl.DataFrame, contract: Extract, is_single: bool) -> pl.DataFrame:
    """Of rows with one key the newest batch stays; equal rows count once; what is left of a shared key is marked."""
    keys = list(contract.key_terms)
    is_shared = _shared(rows, keys)
    if not is_shared.any():
        return rows.with_columns(pl.lit(False).alias(IS_REPEATED))
    content = [name for name in rows.columns if name not in (BATCH, TIDIED)]
    alone = rows.filter(~is_shared).with_columns(pl.lit(False).alias(IS_REPEATED))
    shared = rows.filter(is_shared).sort(TIDIED, maintain_order=True)
    if not is_single:
        variants = shared.group_by(keys).agg(pl.struct(content).n_unique().alias("__variants"))
        shared = shared.join(variants, on=keys, nulls_equal=True, how="left", maintain_order="left")
        # rows delivered again unchanged keep the batch in which they were first known
        first, last = pl.col(BATCH).min().over(keys), pl.col(BATCH).max().over(keys)
        shared = shared.filter((pl.col("__variants") == 1) | (pl.col(BATCH) == last))
        shared = shared.with_columns(pl.when(pl.col("__variants") == 1).then(first).otherwise(BATCH).alias(BATCH))
        shared = shared.drop("__variants").unique([*content, BATCH], keep="first", maintain_order=True)
    repeated = shared.with_columns((pl.len().over(keys) > 1).alias(IS_REPEATED))
    return pl.concat([alone, repeated.select(alone.columns)])


def _shared(rows: pl.DataFrame, keys: list[str]) -> pl.Series:
    """Which rows may share their key with another (by hash: a chance hit only costs a second look)."""
    mixed = np.zeros(rows.height, np.uint64)
    for key in keys:
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) ^ rows[key].hash(seed=0).to_numpy()
    ordered = np.sort(mixed)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    is_filled = rows.select(pl.all_horizontal(pl.col(key).is_not_null() for key in keys)).to_series()
    if not len(repeated):
        return pl.Series(np.zeros(rows.height, bool))
    return pl.Series(np.isin(mixed, repeated)) & is_filled


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Order by record number, then by everything else: the same rows in any delivered order come out the same."""
    if not rows[NUMBER].is_sorted():
        rows = rows[_order(rows[NUMBER])]
    is_tied = (rows[NUMBER] == rows[NUMBER].shift(1)).fill_null(False)
    is_tied |= rows[NUMBER].is_null()
    is_tied |= (rows[NUMBER] == rows[NUMBER].shift(-1)).fill_null(False)
    if not is_tied.any():
        return rows
    # tied rows change places only among themselves: sorted as a group they fall into the same positions
    at = np.arange(rows.height)
    tied = np.flatnonzero(is_tied.to_numpy())
    rest = [name for name in rows.columns if name != NUMBER]
    ranked = rows[tied].with_columns(pl.Series("__at", tied)).sort([NUMBER, *rest], nulls_last=False)
    at[tied] = ranked["__at"].to_numpy()
    return rows[at]


def _order(numbers: pl.Series) -> np.ndarray:
    """Positions in ascending byte order. Numbers of one length that differ in at most eight bytes sort as integers."""
    lengths = numbers.str.len_bytes()
    if numbers.null_count() == 0 and lengths.min() == lengths.max() and lengths.min():
        letters = letters_of(numbers).reshape(len(numbers), int(lengths[0]))
        varying = np.flatnonzero((letters != letters[0]).any(axis=0))
        if len(varying) <= 8:
            packed = np.zeros((len(numbers), 8), np.uint8)
            packed[:, 8 - len(varying) :] = letters[:, varying]
            return np.argsort(packed.view(">u8").ravel().astype(np.uint64), kind="stable")
    return numbers.arg_sort(nulls_last=False).to_numpy()
