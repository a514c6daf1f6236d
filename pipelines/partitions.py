"""One batch is one partition; what a batch holds is known by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

BATCH = dg.DynamicPartitionsDefinition(name="batch")


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
