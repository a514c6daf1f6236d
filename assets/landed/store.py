"""The content of landed files: one Parquet per file, named by the file's own digest, written once and used again."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import polars as pl

from assets.landed.accounting import SET_ASIDE, Account, Landing
from assets.landed.header import Binding
from schemas.contract import Extract

READING = "1"
"""Changes when reading changes what is made of the same bytes; older content is then read anew."""

_KEY = "hedui.receipt"


class Receipt(NamedTuple):
    """What is known of a landed file without opening its rows."""

    contract: str
    account: Account
    encoding: str
    undeclared: int
    missing: tuple[str, ...]
    medians: dict[str, int]
    sums: dict[str, int]
    note: tuple[str, str] | None


def content_path(state: Path, extract: str, digest: str) -> Path:
    """Where the rows of a landed file lie."""
    return state / "landed" / extract / f"{digest}.parquet"


def set_aside_path(state: Path, extract: str, digest: str) -> Path:
    """Where its quarantined rows lie (absent when there are none)."""
    return state / "landed" / extract / f"{digest}.quarantined.parquet"


def contract_digest(contract: Extract) -> str:
    """Digest of everything that decides what is made of a file."""
    return sha256(f"{READING}\n{contract.model_dump_json()}".encode()).hexdigest()


def receipt_of(landing: Landing, contract: Extract, binding: Binding, encoding: str) -> Receipt:
    """The receipt of a file that was just read."""
    return Receipt(
        contract_digest(contract), landing.account, encoding, binding.undeclared, binding.missing,
        landing.medians, landing.sums, landing.note,
    )  # fmt: skip


def stored(state: Path, contract: Extract, digest: str) -> Receipt | None:
    """The receipt of content already there and made under the same contract, else None."""
    path = content_path(state, contract.extract, digest)
    if not path.is_file():
        return None
    try:
        packed = json.loads(pl.read_parquet_metadata(path).get(_KEY, "{}"))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return None
    if packed.get("contract") != contract_digest(contract):
        return None
    packed["account"] = Account(*packed["account"])
    packed["missing"] = tuple(packed["missing"])
    packed["note"] = tuple(packed["note"]) if packed["note"] else None
    return Receipt(**packed)


def keep(state: Path, contract: Extract, digest: str, landing: Landing, receipt: Receipt) -> None:
    """Write a file's rows; the content comes last, so that its presence says that all is there."""
    aside = set_aside_path(state, contract.extract, digest)
    aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if landing.set_aside.height:
        _write(landing.set_aside, aside, {})
    else:
        aside.unlink(missing_ok=True)
    packed = json.dumps(receipt._asdict(), ensure_ascii=False, sort_keys=True)
    _write(landing.content, content_path(state, contract.extract, digest), {_KEY: packed})


def set_aside(state: Path, extract: str, digest: str) -> pl.DataFrame:
    """Quarantined rows of a landed file."""
    path = set_aside_path(state, extract, digest)
    return pl.read_parquet(path) if path.is_file() else pl.DataFrame(schema=SET_ASIDE)


def _write(frame: pl.DataFrame, target: Path, metadata: dict[str, str]) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    frame.write_parquet(temporary, compression="zstd", compression_level=1, metadata=metadata)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(target)
