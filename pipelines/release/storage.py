"""How a release comes into being on disk: built aside, made durable, renamed into place, then named by CURRENT.

Whoever is killed anywhere leaves the previous release and CURRENT as they were; leftovers are swept by the next run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.privacy.permissions import (
    GROUP_FILE,
    GROUP_FOLDER,
    OWNER_FILE,
    OWNER_FOLDER,
    group_folder,
    owner_folder,
)

CURRENT = "CURRENT"
RELEASES = "releases"
FOR_ENTITLED_ONLY = ("entitled", "departments")
"""Folders of a release that hold clear identities: their files are the owner's alone, who hands them over."""

_held: set[Path] = set()


class ReleaseRefused(RuntimeError):
    """Nothing was published. One sentence for the person at the command line."""


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Be the one process that writes into an output folder. Nested use in the same process is free.

    Raises:
        ReleaseRefused: another process writes there now.
    """
    path = owner_folder(out / "state") / "lock"
    known = path.resolve()
    if known in _held:
        yield
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseRefused(f"另一次运行正在写 {out},等它结束再来") from None
        _held.add(known)
        try:
            yield
        finally:
            _held.discard(known)
    finally:
        os.close(handle)


def sweep(out: Path) -> None:
    """Remove what killed runs left behind. Only the one writer may call this."""
    for leftover in [*out.glob(f"{RELEASES}/.stage-*"), *out.glob(f".{CURRENT}.*"), *out.glob("state/.*.[0-9]*")]:
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)


def make_stage(out: Path, batch: str) -> Path:
    """A new empty folder beside the releases."""
    releases = group_folder(group_folder(out) / RELEASES)
    stage = releases / f".stage-{batch}-{os.getpid()}"
    stage.mkdir(GROUP_FOLDER)
    return stage


def settle(stage: Path) -> None:
    """Give every file and folder below `stage` its mode and make it durable, innermost first."""
    for folder, _, files in os.walk(stage, topdown=False):
        relative = Path(folder).relative_to(stage)
        is_private = bool(relative.parts) and relative.parts[0] in FOR_ENTITLED_ONLY
        for name in sorted(files):
            make_durable(Path(folder, name), OWNER_FILE if is_private else GROUP_FILE)
        make_durable(Path(folder), OWNER_FOLDER if is_private else GROUP_FOLDER)


def make_durable(path: Path, mode: int | None = None) -> None:
    """Flush one file or folder to disk, with its mode."""
    handle = os.open(path, os.O_RDONLY)
    try:
        if mode is not None:
            os.fchmod(handle, mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def place(stage: Path, final: Path) -> None:
    """Rename a settled stage to its final name: from here on it is a release and is never touched again."""
    stage.rename(final)
    make_durable(final.parent)


def name_current(out: Path, release: str) -> None:
    """Swap the text file CURRENT: a reader sees the old name or the new one, whole."""
    path = out / CURRENT
    if path.is_file() and path.read_text(encoding="utf-8").strip() == release:
        return
    write_durably(path, f"{release}\n".encode(), GROUP_FILE)


def write_durably(path: Path, content: bytes, mode: int) -> None:
    """Write a small file aside and swap it in."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        os.write(handle, content)
        os.fchmod(handle, mode)
        os.fsync(handle)
    finally:
        os.close(handle)
    aside.replace(path)
    make_durable(path.parent)


def current(out: Path) -> str | None:
    """Name of the release that CURRENT names, None before the first."""
    path = out / CURRENT
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def sha256_of(path: Path) -> str:
    """Hex digest of a file, read in pieces."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total.update(piece)
    return total.hexdigest()


def files_below(folder: Path) -> list[str]:
    """Relative paths of all files below a folder, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
