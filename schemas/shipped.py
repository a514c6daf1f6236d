"""Where what ships is found: our own packages, or what a bureau's folder brings along in `shipped/`.

A release keeps its rulebook as such a folder: with everything that shipped then inside, nothing of today shows through.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

BROUGHT = "shipped"


def shipped(package: str, bureau: Path | None = None) -> Path:
    """The folder of a package's files (`rules`, `schemas`) that a bureau's folder lies over."""
    if bureau is not None and (bureau / BROUGHT / package).is_dir():
        return bureau / BROUGHT / package
    return _own(package)


@cache
def _own(package: str) -> Path:
    """Asked for thousands of times in a run; where a package lies does not change meanwhile."""
    return Path(str(resources.files(package)))
