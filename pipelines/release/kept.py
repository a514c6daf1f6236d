"""What a release keeps so that it can be made again: its rulebook as a bureau's folder, and digests of what it read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from assets.landed.history import deliveries
from assets.landed.store import content_path
from assets.workspace import Workspace
from pipelines.release.storage import sha256_of
from rules.files import SUFFIXES
from schemas.shipped import BROUGHT, shipped

RULEBOOK = "rulebook.zip"
_OF_A_BUREAU = {"rules": SUFFIXES, "extracts": (".toml",), "codes": (".toml",)}
_SHIPPED = {"rules": ("", SUFFIXES), "schemas": ("extracts", (".toml",))}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def keep_rulebook(bureau: Path | None, path: Path) -> None:
    """Write every rule, contract and code in force as one archive; the same files give the same bytes.

    Unpacked it is a bureau's folder that brings its own `shipped/`: `--bureau` reads it as it was.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in sorted(_sources(bureau)):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), source.read_bytes(), zipfile.ZIP_DEFLATED)


def unpack_rulebook(path: Path, folder: Path) -> Path:
    """Unpack an archive into a new folder below `folder`; returns it."""
    target = folder / "rulebook"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(target)
    return target


def _sources(bureau: Path | None) -> Iterator[tuple[str, Path]]:
    for package, (below, suffixes) in _SHIPPED.items():
        yield from _files(shipped(package, bureau), below, suffixes, f"{BROUGHT}/{package}")
    yield f"{BROUGHT}/schemas/codes.toml", shipped("schemas", bureau) / "codes.toml"
    if bureau is None:
        return
    for kind, suffixes in _OF_A_BUREAU.items():
        yield from _files(bureau, kind, suffixes, "")


def _files(root: Path, below: str, suffixes: tuple[str, ...], prefix: str) -> Iterator[tuple[str, Path]]:
    for path in (root / below).rglob("*"):
        if path.is_file() and path.suffix in suffixes:
            name = path.relative_to(root).as_posix()
            yield (f"{prefix}/{name}" if prefix else name), path


def stage_digests(ws: Workspace) -> dict[str, str]:
    """`stage/table` -> SHA-256 of every Parquet of the batch, private ones too: a digest shows no row."""
    folder = ws.path("landed.delivery").parent.parent
    return {
        path.relative_to(folder).with_suffix("").as_posix(): sha256_of(path)
        for path in sorted(folder.glob("*/*.parquet"))
    }


def landed_digests(ws: Workspace) -> dict[str, str]:
    """`extract/SHA-256 of the delivered file` -> SHA-256 of the content that was landed from it."""
    rows = deliveries(ws).filter(pl.col("decision") == "accepted").select("extract", "file_sha256").unique()
    found = {f"{extract}/{digest}": content_path(ws.state, extract, digest) for extract, digest in rows.iter_rows()}
    return {name: sha256_of(path) for name, path in sorted(found.items()) if path.is_file()}
