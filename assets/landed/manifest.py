"""manifest.json of a department's folder: what the department says it sent must equal what arrived."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.landed.amounts import money_columns, parse
from assets.landed.encoding import read_regular
from assets.landed.limits import MAX_MANIFEST_BYTES
from assets.landed.naming import MANIFEST, shown
from assets.landed.reasons import NotTaken
from assets.landed.store import Receipt
from schemas.contract import Extract


class Entry(BaseModel):
    """One file as the department describes it. What is not stated is not compared."""

    model_config = ConfigDict(frozen=True)

    file: str = Field(min_length=1, max_length=200)
    rows: int | None = Field(default=None, ge=0)
    sha256: str | None = Field(default=None, pattern="^[0-9a-fA-F]{64}$")
    period: str | None = None
    totals: dict[str, str | int | float] = {}


class Manifest(BaseModel):
    """The description of one department's delivery."""

    model_config = ConfigDict(frozen=True)

    department: str | None = None
    sent_at: str | None = None
    files: tuple[Entry, ...]

    def entry(self, file_name: str) -> Entry | None:
        return next((entry for entry in self.files if _same(entry.file, file_name)), None)


def manifest_of(folder: Path) -> Manifest | None:
    """The manifest of a department's folder, None where there is none.

    Raises:
        NotTaken: it cannot be read, names a file twice or belongs to another department.
    """
    path = folder / MANIFEST
    if not path.exists() and not path.is_symlink():
        return None
    damaged = NotTaken("H07_manifest_damaged")
    try:
        content, _ = read_regular(path)
        if len(content) > MAX_MANIFEST_BYTES:
            raise damaged
        manifest = Manifest.model_validate(json.loads(_text(content), object_pairs_hook=_once))
    except (NotTaken, ValidationError, ValueError, RecursionError):
        raise damaged from None
    names = [unicodedata.normalize("NFC", entry.file) for entry in manifest.files]
    if len(set(names)) != len(names) or manifest.department not in (None, folder.name):
        raise damaged
    return manifest


def absent(manifest: Manifest, present: set[str]) -> list[str]:
    """Files that the manifest names and that are not there, as they may be shown."""
    named = [entry.file for entry in manifest.files]
    return sorted({shown(file) for file in named if not any(_same(file, name) for name in present)})


def reconcile_digest(entry: Entry | None, digest: str) -> None:
    """Compare the digest before the file is read.

    Raises:
        NotTaken: the bytes are not those that were sent.
    """
    if entry is not None and entry.sha256 is not None and entry.sha256.lower() != digest:
        raise NotTaken("E14_manifest_digest")


def reconcile(entry: Entry | None, receipt: Receipt, contract: Extract) -> None:
    """Compare rows and totals after the file was read. Totals are not compared where rows were quarantined.

    Raises:
        NotTaken: no rows and none declared, or rows or a total differ.
    """
    account = receipt.account
    rows = account.accepted + account.quarantined + account.duplicate
    declared = entry.rows if entry is not None else None
    if rows == 0 and declared != 0:
        raise NotTaken("H01_no_rows")
    if declared is not None and declared != rows:
        raise NotTaken("H05_manifest_rows")
    if entry is None or account.quarantined:
        return
    for column, unit in money_columns(contract):
        for word in column.words:
            if word in entry.totals:
                stated = parse(str(entry.totals[word]), unit)
                if stated != receipt.sums[column.term]:
                    raise NotTaken("H06_manifest_total", column.name)


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object with a key twice: which one would count?"""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)
