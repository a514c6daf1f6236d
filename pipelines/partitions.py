"""Batches: one delivery round is one partition, named by its date; the inbox says which there are."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

BATCH = dg.DynamicPartitionsDefinition(name="batch")


def batches(inbox: Path) -> list[str]:
    """The delivery rounds in an inbox, oldest first: its folders that are named by an ISO date."""
    return sorted(folder.name for folder in inbox.iterdir() if folder.is_dir() and is_batch(folder.name))


def is_batch(name: str) -> bool:
    try:
        return datetime.date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def content_digest(inbox: Path, batch: str) -> str:
    """SHA-256 over the paths and contents of all delivered files of a batch; when they were written plays no part."""
    total = hashlib.sha256(batch.encode())
    for path in delivered_files(inbox / batch):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        total.update(path.relative_to(inbox).as_posix().encode() + b"\0" + content)
    return total.hexdigest()


def delivered_files(folder: Path) -> Iterator[Path]:
    """Files of a batch in the order of their paths, without those that are hidden or still being copied."""
    for path in sorted(folder.rglob("*")):
        is_unfinished = path.name.startswith((".", "~")) or path.suffix in (".part", ".partial", ".tmp")
        if path.is_file() and not is_unfinished:
            yield path
