"""Batches: one delivery round each, named by its date; which there are, which were landed and which were published."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from assets.landed.held import released
from assets.landed.land import land
from assets.workspace import Workspace, Written


def is_batch(name: str) -> bool:
    """True for an ISO date, e.g. 2017-12-31."""
    try:
        return datetime.date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def batches(inbox: Path) -> list[str]:
    """The delivery rounds in an inbox, oldest first: its folders that are named by a date."""
    return sorted(folder.name for folder in inbox.iterdir() if folder.is_dir() and is_batch(folder.name))


def land_in_order(ws: Workspace) -> Written:
    """Land the batches before this one that never were, oldest first, then this one.

    What a file is taken for depends on what came before it, and the Dagster page may begin with any batch.
    """
    let_through = released(ws.state)
    for batch in batches(ws.inbox) if ws.inbox is not None else []:
        if batch < ws.batch and not ws.path("landed.delivery", batch).is_file():
            land(replace(ws, batch=batch), let_through)
    return land(ws, let_through)


def previous(ws: Workspace, key: str) -> Path | None:
    """A table of the newest published batch before this one; None where there is none."""
    published = {release.name[: len(ws.batch)] for release in (ws.out / "releases").glob("????-??-??-*")}
    earlier = [batch for batch in sorted(published) if batch < ws.batch and ws.path(key, batch).is_file()]
    return ws.path(key, earlier[-1]) if earlier else None
