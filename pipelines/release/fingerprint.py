"""What a release depends on, and the eight digits of its name: same ingredients, same name, same bytes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any

from assets.landed.history import deliveries
from assets.workspace import Workspace
from pipelines.privacy.keys import Key
from rules.files import SUFFIXES
from schemas.codes import code_lists

PACKAGES = ("schemas", "rules", "assets", "pipelines")
TOOLS = ("duckdb", "polars", "pyarrow", "xlsxwriter")
_CODE = (".py", ".sql", ".toml", ".css")


def inputs(ws: Workspace) -> list[dict[str, str | None]]:
    """Every delivered file up to the batch: where it lay, what it is, and what was decided about it."""
    names = ["batch", "department", "file_name", "extract", "file_sha256", "decision"]
    return deliveries(ws).select(names).sort("batch", "department", "file_name", nulls_last=False).to_dicts()


def ingredients(ws: Workspace, files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything but the results themselves, as the manifest shows it."""
    imprint = ws.rulebook.imprint
    return {
        "batch": ws.batch,
        "as_of": ws.as_of.isoformat(),
        "inputs": list(files),
        "key_fingerprint": Key(ws.key).fingerprint(),
        "rulebook": {
            "name": imprint.name,
            "digest": ws.rulebook.digest,
            "reviewed_until": imprint.reviewed_until.isoformat(),
            "mark": "参数待更新" if ws.rulebook.is_outdated(ws.as_of) else None,
        },
        "contracts_digest": _contracts(ws),
        "code_digest": code_digest(),
        "versions": versions(),
    }


def release_name(parts: Mapping[str, Any]) -> str:
    """`<batch>-<first 8 hex digits of the SHA-256 over the ingredients and the tables' digests>`."""
    relevant = {name: parts[name] for name in (*_DECISIVE, "tables")}
    text = json.dumps(relevant, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{parts['batch']}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


_DECISIVE = (
    "batch", "as_of", "inputs", "key_fingerprint", "rulebook", "contracts_digest", "code_digest", "versions"
)  # fmt: skip


@cache
def versions() -> dict[str, str]:
    """Versions of ourselves and of every tool that has a say in the bytes."""
    return {"hedui": metadata.version("hedui"), "python": platform.python_version()} | {
        tool: metadata.version(tool) for tool in TOOLS
    }


@cache
def code_digest() -> str:
    """SHA-256 over our own code and SQL, without the rule files that the rulebook's digest vouches for.

    Those of linkage are in both: they are no bureau's to replace, and read from our own package whatever is replayed.
    """
    total = hashlib.sha256()
    for package in PACKAGES:
        for name, entry in sorted(_below(resources.files(package), package)):
            if package != "rules" or name.startswith("rules/linkage/") or not name.endswith(SUFFIXES):
                total.update(name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return total.hexdigest()


def _below(folder: Traversable, name: str) -> Iterable[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _below(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(_CODE):
            yield f"{name}/{entry.name}", entry


def _contracts(ws: Workspace) -> str:
    total = hashlib.sha256()
    for name, contract in ws.catalogue.items():
        total.update(f"{name}\0{contract.model_dump_json()}\0".encode())
    for name, codes in code_lists(ws.bureau).items():
        for code, entry in codes.items():
            total.update(f"{name}\0{code}\0{entry.model_dump_json()}\0".encode())
    return total.hexdigest()
