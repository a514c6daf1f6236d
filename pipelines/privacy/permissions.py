"""File modes: what only the owner may read, what the owner's group may read; nobody else ever reads anything."""

from __future__ import annotations

import os
import stat
from pathlib import Path

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600
GROUP_FOLDER, GROUP_FILE = 0o750, 0o640
UMASK = 0o027
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def restrict_process() -> None:
    """Call once at the start of a command: no file it makes is ever readable by others."""
    os.umask(UMASK)


def owner_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter, and see to it that it stays so."""
    path.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
    if stat.S_IMODE(path.stat().st_mode) & OTHERS:
        path.chmod(OWNER_FOLDER)
    return path


def group_folder(path: Path) -> Path:
    """Make a folder that the owner's group may read."""
    path.mkdir(parents=True, exist_ok=True, mode=GROUP_FOLDER)
    return path


def is_private_to_owner(path: Path) -> bool:
    """True where neither group nor others have any right on the file."""
    return not stat.S_IMODE(path.stat().st_mode) & OTHERS
