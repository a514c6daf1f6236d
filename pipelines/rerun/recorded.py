"""A published release as it is read again: its manifest, its tables, its rulebook, and how it is named."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.privacy.keys import Key, load_or_make
from pipelines.refusals import BadInput
from pipelines.release.checker import MANIFEST
from pipelines.release.kept import RULEBOOK
from pipelines.release.statements import literal
from pipelines.release.storage import RELEASES, current
from pipelines.release.warehouse import FILE as WAREHOUSE
from schemas.landed import Delivery


@dataclass(frozen=True)
class Recorded:
    """One release of an output folder."""

    out: Path
    name: str

    @property
    def folder(self) -> Path:
        return self.out / RELEASES / self.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return found

    @property
    def batch(self) -> str:
        return str(self.manifest["batch"])

    @property
    def as_of(self) -> datetime.date:
        return datetime.date.fromisoformat(self.manifest["as_of"])

    @property
    def rulebook(self) -> Path:
        """The archive of the rules in force then."""
        return self.folder / RULEBOOK

    @property
    def previous(self) -> Recorded | None:
        """The release whose history, tiers and alerts it carried on, where it is still there."""
        name = self.manifest.get("previous_release")
        found = Recorded(self.out, str(name)) if name else None
        return found if found and (found.folder / WAREHOUSE).is_file() else None

    @cached_property
    def deliveries(self) -> pl.DataFrame:
        """landed.delivery of every batch that it rests on."""
        return self.table(Delivery.key())

    def table(self, name: str) -> pl.DataFrame:
        """The rows of one table of its warehouse."""
        with self.warehouse() as con:
            return con.sql(" ".join(("from", name))).pl()

    @contextmanager
    def warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Its warehouse, read-only."""
        con = duckdb.connect(str(self.folder / WAREHOUSE), read_only=True)
        try:
            yield con
        finally:
            con.close()

    def key(self, key_file: Path | None = None) -> Key:
        """The key that it was made with.

        Raises:
            BadInput: the key at hand is another one.
            KeyRefused: there is no such key file, or it is not one.
        """
        path = self.out / "state" / "key"
        if key_file is None and not path.is_file():
            raise BadInput("E-KEY", f"{path} 不存在;发布所用的密钥请以 --key-file 指明")
        key = load_or_make(self.out / "state", key_file)
        if key.fingerprint() != self.manifest["key_fingerprint"]:
            raise BadInput("E-KEY", f"密钥不是发布 {self.name} 所用的那一把(指纹不同)")
        return key


def attached(con: duckdb.DuckDBPyConnection, release: Recorded, alias: str) -> None:
    """Attach the warehouse of a release to a connection."""
    con.execute(" ".join(("attach", literal(release.folder / WAREHOUSE), "as", alias, "(read_only)")))


def recorded(out: Path, wanted: str) -> Recorded:
    """The release that a person names: by its name, the start of its name, its folder, its as-of day, or CURRENT.

    Raises:
        BadInput: there is no such release, more than one, or it is too old to be made again.
    """
    folder = Path(wanted)
    if "/" in wanted and (folder / MANIFEST).is_file():
        return _whole(Recorded(folder.resolve().parent.parent, folder.resolve().name))
    there = sorted(path.parent.name for path in (out / RELEASES).glob(f"*/{MANIFEST}"))
    if not there:
        raise BadInput("E-RELEASE", f"{out} 里还没有发布")
    if wanted == "CURRENT":
        wanted = current(out) or ""
    found = [name for name in there if name.startswith(wanted)]
    if len(found) != 1:
        said = "不止一个发布" if found else "没有发布"
        raise BadInput("E-RELEASE", f"{out} 里{said}以 {wanted} 开头;现有 {'、'.join(found or there)}")
    return _whole(Recorded(out, found[0]))


def _whole(release: Recorded) -> Recorded:
    try:
        kept = release.manifest["kept"]
    except (ValueError, KeyError):
        kept = None
    if kept is None or not release.rulebook.is_file():
        raise BadInput("E-RELEASE", f"发布 {release.name} 没有留下规则手册与内容摘要(较早的版本所作,或已损坏),不能重做")
    return release


def published(out: Path) -> list[Recorded]:
    """Every release of an output folder that can be read, oldest batch first."""
    names = sorted(path.parent.name for path in (out / RELEASES).glob(f"*/{MANIFEST}"))
    return [Recorded(out, name) for name in names]
