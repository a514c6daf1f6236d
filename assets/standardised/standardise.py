"""standardised.<extract>, standardised.record and standardised.flag: what was landed, typed and ready to link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from assets.landed.history import accepted
from assets.standardised.current import current
from assets.standardised.records import records
from assets.standardised.typed import typed
from assets.standardised.write import STRETCH, InOrder
from schemas.contract import Extract
from schemas.standardised import Flag, Record, polars_columns

if TYPE_CHECKING:
    from assets.workspace import Workspace, Written

KEYS_PER_EXTRACT: Final = 10**10
"""Room for the rows of one extract in record_key; its ordinal among the sorted extract names stands before them."""


def standardise(ws: Workspace) -> list[Written]:
    """Type every extract that has content as of the workspace's batch.

    Returns what was written: the extracts, then standardised.record and standardised.flag. Rows come in the order of
    record_key, which does not depend on the order of delivered rows or files.
    """
    files = accepted(ws)
    written = []
    record = InOrder(Record.key(), ws.path(Record.key()), dict(Record.polars_schema()))
    flag = InOrder(Flag.key(), ws.path(Flag.key()), dict(Flag.polars_schema()))
    for ordinal, (name, contract) in enumerate(sorted(ws.catalogue.items())):
        key = f"standardised.{name}"
        try:
            rows = current(ws, contract, files.get(name, []))
            if rows is None:
                # what an earlier run of this batch left must not pass for delivered
                ws.path(key).unlink(missing_ok=True)
                continue
            first = ordinal * KEYS_PER_EXTRACT + 1
            extract = InOrder(key, ws.path(key), polars_columns(contract))
            written.append(_type(ws, contract, rows, first, extract, record, flag))
        except pl.exceptions.PolarsError as error:
            # the text of such an error holds cells
            raise RuntimeError(f"{key}: {type(error).__name__}") from None
    return [*written, record.close(), flag.close()]


def _type(
    ws: Workspace, contract: Extract, rows: pl.DataFrame, first: int, extract: InOrder, record: InOrder, flag: InOrder
) -> Written:
    """Type the rows of one extract stretch by stretch; `first` is the record_key of the first row."""
    batch = pl.lit(ws.batch).alias("batch")
    for start in range(0, max(rows.height, 1), STRETCH):
        stretch = rows.slice(start, STRETCH)
        keys = pl.int_range(first + start, first + start + stretch.height, dtype=pl.Int64, eager=True)
        made = typed(contract, stretch.with_columns(keys.alias("record_key")))
        extract.append(made.frame)
        if contract.names_a_person:
            record.append(records(made).with_columns(batch))
        flag.append(made.flag_frame.with_columns(batch))
    return extract.close()
