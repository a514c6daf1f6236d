"""Checks a published release against its own manifest: every file, every table, its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipelines.release.fingerprint import release_name
from pipelines.release.storage import files_below, sha256_of
from pipelines.release.warehouse import FILE as WAREHOUSE
from pipelines.release.warehouse import digests

MANIFEST = "manifest.json"
SEALS = "seals"


def check(release: Path) -> list[str]:
    """Findings about a release folder, one sentence each; none where it is whole.

    A copy of a release elsewhere is checked as well, but for the hashes that only the state folder keeps.
    """
    return list(_findings(release))


def _findings(release: Path) -> Iterator[str]:
    path = release / MANIFEST
    if not path.is_file():
        yield f"{release.name}: 没有 {MANIFEST}"
        return
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        name, outputs, tables = release_name(manifest), manifest["outputs"], manifest["tables"]
    except (ValueError, KeyError, TypeError):
        yield f"{MANIFEST}: 读不出"
        return
    if name != manifest["release"] or name != release.name:
        yield f"{MANIFEST}: 内容属于 {name}"
    yield from _seal(release)
    yield from _files(release, outputs)
    yield from _tables(release, tables)


def _seal(release: Path) -> Iterator[str]:
    path = release.parent.parent / "state" / SEALS / f"{release.name}.json"
    if path.is_file():
        seal = json.loads(path.read_text(encoding="utf-8"))
        for file, digest in ((MANIFEST, seal["manifest"]), (WAREHOUSE, seal["warehouse"])):
            if (release / file).is_file() and sha256_of(release / file) != digest:
                yield f"{file}: 与发布时不同"


def _files(release: Path, outputs: dict[str, Any]) -> Iterator[str]:
    there = set(files_below(release)) - {MANIFEST, WAREHOUSE}
    for name in sorted(there - set(outputs)):
        yield f"{name}: 清单里没有"
    for name, known in sorted(outputs.items()):
        path = release / name
        if name not in there:
            yield f"{name}: 不见了"
        elif path.stat().st_size != known["bytes"] or sha256_of(path) != known["sha256"]:
            yield f"{name}: 与发布时不同"


def _tables(release: Path, tables: dict[str, Any]) -> Iterator[str]:
    path = release / WAREHOUSE
    if not path.is_file():
        yield f"{WAREHOUSE}: 不见了"
        return
    try:
        found = digests(path)
    except duckdb.Error:
        yield f"{WAREHOUSE}: 已损坏"
        return
    for name in sorted(set(found) ^ set(tables)):
        yield f"{WAREHOUSE}: {'少了' if name in tables else '多出'} {name} 一表"
    for name in sorted(set(found) & set(tables)):
        if found[name].digest != tables[name]["digest"]:
            yield f"{WAREHOUSE}: {name} 的行与发布时不同"
