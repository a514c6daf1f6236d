"""Publishes a batch: everything is built aside, checked against itself, and swapped in as one release.

A release never changes. What it depends on decides its name, so that publishing the same again finds it there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from assets.workspace import Workspace
from pipelines.privacy import audit
from pipelines.privacy.keys import LENGTH, Key, KeyRefused
from pipelines.privacy.permissions import GROUP_FILE, OWNER_FILE, owner_folder
from pipelines.release import storage
from pipelines.release.accounting import reconcile
from pipelines.release.checker import MANIFEST, SEALS, check
from pipelines.release.exports import write_exports
from pipelines.release.fingerprint import ingredients, inputs, release_name
from pipelines.release.history import previous_release
from pipelines.release.kept import RULEBOOK, keep_rulebook, landed_digests, stage_digests
from pipelines.release.page import write_page
from pipelines.release.storage import RELEASES, ReleaseRefused
from pipelines.release.warehouse import FILE as WAREHOUSE
from pipelines.release.warehouse import build

__all__ = ["Release", "ReleaseRefused", "check", "publish"]


class Release(NamedTuple):
    """A published release."""

    name: str
    path: Path
    is_new: bool
    """False where the same content had been published before."""
    manifest: dict[str, Any]


def publish(ws: Workspace, tell: Callable[[str], None] = lambda step: None) -> Release:
    """Publish the tables of a workspace and point CURRENT at them.

    `tell` is called with a word on each longer step. Nothing that existed before is changed but CURRENT, the vault
    and the audit chain; a killed run leaves nothing that the next one does not sweep away.

    Raises:
        ReleaseRefused: another run is writing, rows do not add up, or an older release of this name is damaged.
        KeyRefused: the key is not one.
        VaultRefused: the vault was made with another key.
    """
    if len(ws.key) != LENGTH:
        raise KeyRefused(f"密钥有 {len(ws.key)} 字节,应为 {LENGTH} 字节")
    with storage.only_writer(ws.out):
        storage.sweep(ws.out)
        stage = storage.make_stage(ws.out, ws.batch)
        try:
            return _publish(ws, stage, tell)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise


def _publish(ws: Workspace, stage: Path, tell: Callable[[str], None]) -> Release:
    tell("warehouse")
    previous = previous_release(ws.out, ws.batch)
    tables = build(ws, stage / WAREHOUSE, previous)
    manifest = ingredients(ws, inputs(ws))
    manifest["tables"] = {name: {"rows": table.rows, "digest": table.digest} for name, table in tables.items()}
    manifest["previous_release"] = previous.name if previous else None
    manifest["reconciliation"] = reconcile(ws)
    manifest["kept"] = {"stages": stage_digests(ws), "landed": landed_digests(ws)}
    manifest["release"] = release_name(manifest)
    final = ws.out / RELEASES / manifest["release"]
    if final.exists():
        return _again(ws, stage, final)
    _complete(ws, stage, manifest, previous.batch if previous else None, tell)
    _seal(ws, stage, manifest)
    storage.place(stage, final)
    return _named(ws, final, is_new=True, manifest=manifest)


def _complete(
    ws: Workspace, stage: Path, manifest: dict[str, Any], since: str | None, tell: Callable[[str], None]
) -> None:
    """Exports, the page and the manifest: the rest of what a release holds."""
    tell("exports")
    key = Key(ws.key)
    audit.append(ws.state, key, "export_intended", release=manifest["release"], batch=ws.batch)
    exported = write_exports(ws, stage, since)
    tell("page")
    write_page(ws, stage / "report" / "index.html", manifest)
    keep_rulebook(ws.bureau, stage / RULEBOOK)
    tell("manifest")
    storage.settle(stage)
    names = [name for name in storage.files_below(stage) if name != WAREHOUSE]
    manifest["outputs"] = {
        name: {"bytes": (stage / name).stat().st_size, "sha256": storage.sha256_of(stage / name)} for name in names
    }
    (stage / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )
    storage.make_durable(stage / MANIFEST, GROUP_FILE)
    storage.make_durable(stage)
    outputs, name = manifest["outputs"], manifest["release"]
    handed = [{**export, "release": name, "sha256": outputs[export["file"]]["sha256"]} for export in exported]
    audit.append_all(ws.state, key, [("exported", body) for body in handed])


def _seal(ws: Workspace, stage: Path, manifest: dict[str, Any]) -> None:
    """Keep, in the state folder, the hashes of the two files that the manifest cannot vouch for."""
    seal = {"manifest": storage.sha256_of(stage / MANIFEST), "warehouse": storage.sha256_of(stage / WAREHOUSE)}
    path = owner_folder(ws.state / SEALS) / f"{manifest['release']}.json"
    storage.write_durably(path, json.dumps(seal, sort_keys=True).encode(), OWNER_FILE)


def _again(ws: Workspace, stage: Path, final: Path) -> Release:
    """The same content was published before: nothing is written but, where needed, CURRENT."""
    shutil.rmtree(stage)
    findings = check(final)
    if findings:
        raise ReleaseRefused(f"{final.name} 从前发布过,现在不完整了({findings[0]});请移开或从备份取回")
    manifest = json.loads((final / MANIFEST).read_text(encoding="utf-8"))
    return _named(ws, final, is_new=False, manifest=manifest)


def _named(ws: Workspace, final: Path, is_new: bool, manifest: dict[str, Any]) -> Release:
    storage.name_current(ws.out, final.name)
    if not any(entry.get("release") == final.name for entry in audit.entries(ws.state, "published")):
        audit.append(ws.state, Key(ws.key), "published", release=final.name, files=len(manifest["outputs"]))
    return Release(final.name, final, is_new, manifest)
