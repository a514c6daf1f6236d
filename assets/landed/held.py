"""Held files: those that wait for a person, and those that a person let through."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl

from schemas.landed import Delivery

FILE = "released.jsonl"


def released(state: Path) -> frozenset[str]:
    """SHA-256 of the files that a person let through: the next run that lands them takes them in."""
    path = state / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return frozenset(json.loads(line)["file_sha256"] for line in lines)


def let_through(state: Path, file_sha256: str) -> None:
    """Remember, durably, that a person let this file through; doing so again changes nothing."""
    if file_sha256 in released(state):
        return
    handle = os.open(state / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, (json.dumps({"file_sha256": file_sha256}) + "\n").encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def waiting(state: Path) -> pl.DataFrame:
    """Held files of all landed batches, oldest first: batch, department, file_name, file_sha256, reason, is_released.

    A file that was named but not delivered has no content that could be let through: `file_sha256` is NULL.
    """
    tables = sorted(state.glob(f"stages/*/{Delivery.key().replace('.', '/')}.parquet"))
    none = pl.DataFrame(schema=Delivery.polars_schema())
    rows = pl.concat([none, *map(pl.read_parquet, tables)], how="vertical_relaxed")
    return (
        rows.filter(pl.col("decision") == "held")
        .select("batch", "department", "file_name", "file_sha256", "reason")
        .with_columns(is_released=pl.col("file_sha256").is_in(list(released(state))).fill_null(False))
        .sort("batch", "department", "file_name", "file_sha256")
    )
