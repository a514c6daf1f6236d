"""What was landed before: deliveries of earlier batches, accepted content by extract."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from assets.landed.store import Receipt, stored
from schemas.landed import Delivery

if TYPE_CHECKING:
    from pathlib import Path

    from assets.workspace import Workspace


class Accepted(NamedTuple):
    """One accepted file of an extract."""

    batch: str
    file_name: str
    sha256: str
    decision: str


def batches_until(ws: Workspace, is_inclusive: bool) -> list[str]:
    """Batches that have deliveries, oldest first, up to the workspace's own."""
    folder = ws.state / "stages"
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    known = [name for name in names if ws.path(Delivery.key(), name).is_file()]
    return [name for name in known if name < ws.batch or (is_inclusive and name == ws.batch)]


def deliveries(ws: Workspace, is_inclusive: bool = True) -> pl.DataFrame:
    """Rows of landed.delivery of all batches up to the workspace's own, oldest first."""
    paths: list[Path] = [ws.path(Delivery.key(), batch) for batch in batches_until(ws, is_inclusive)]
    if not paths:
        return pl.DataFrame(schema=Delivery.polars_schema())
    return pl.concat([pl.read_parquet(path) for path in paths], how="vertical_relaxed")


def accepted(ws: Workspace, is_inclusive: bool = True) -> dict[str, list[Accepted]]:
    """Accepted and redelivered files by extract, oldest batch first, then by file name."""
    rows = deliveries(ws, is_inclusive).filter(pl.col("decision").is_in(["accepted", "redelivered"]))
    found: dict[str, list[Accepted]] = {}
    columns = ["extract", "batch", "file_name", "file_sha256", "decision"]
    for extract, *rest in rows.select(columns).sort("batch", "file_name").iter_rows():
        found.setdefault(extract, []).append(Accepted(*rest))
    return found


def last_receipts(ws: Workspace, extract: str, known: dict[str, list[Accepted]]) -> list[Receipt]:
    """Receipts of the newest earlier batch with accepted files of an extract."""
    files = [file for file in known.get(extract, []) if file.decision == "accepted" and file.batch < ws.batch]
    if not files:
        return []
    newest = max(file.batch for file in files)
    found = (stored(ws.state, ws.catalogue[extract], file.sha256) for file in files if file.batch == newest)
    return [receipt for receipt in found if receipt is not None]


def required_missing(ws: Workspace) -> list[str]:
    """Required extracts that stand in the way of a release at this batch.

    One without any accepted content up to this batch, or with a refused file in this batch.
    """
    known = accepted(ws)
    refused = deliveries(ws).filter((pl.col("batch") == ws.batch) & (pl.col("decision") == "refused"))["extract"]
    return [
        name
        for name, contract in ws.catalogue.items()
        if contract.status == "required" and (name not in known or name in set(refused.drop_nulls()))
    ]
