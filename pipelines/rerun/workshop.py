"""A place where a release is made again: its deliveries, rulebook, day and predecessor as recorded, nothing else.

It lies in the state folder, for the owner only, and is gone when the work is done.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from assets.graph import WIRING, Made, written_by
from assets.guard import PLAIN, StageError, guarded
from assets.landed.land import quarantined
from assets.landed.store import content_path
from assets.workspace import Workspace, Written
from pipelines.privacy.permissions import owner_folder
from pipelines.refusals import RunFailed
from pipelines.release.kept import unpack_rulebook
from pipelines.release.storage import CURRENT, RELEASES, sha256_of
from pipelines.rerun.recorded import Recorded
from schemas.landed import Delivery, QuarantinedRow
from schemas.published import Alert
from schemas.tiered import HouseholdTier

MADE = WIRING[1:]
"""All that is made of landed content."""
CARRIED = (HouseholdTier, Alert)
"""Tables of the batch before that a batch reads."""

Tell = Callable[[str], None]


def stage_files(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Table -> SHA-256 of its Parquet, as a manifest recorded them."""
    return {name.replace("/", ".", 1): digest for name, digest in manifest["kept"]["stages"].items()}


def frozen(out: Path, release: Recorded) -> Path | None:
    """The stages of a release in the state folder, where they are still those that it was published from."""
    folder = out / "state" / "stages" / release.batch
    known = release.manifest["kept"]["stages"]
    found = (folder / f"{name}.parquet" for name in known)
    is_whole = all(
        path.is_file() and sha256_of(path) == digest for path, digest in zip(found, known.values(), strict=True)
    )
    return folder if is_whole else None


def borrow(ws: Workspace, stages: Path, except_for: Collection[str] = ("landed",)) -> None:
    """Put the stage tables of a folder into a workspace as links: a table made anew takes the place of its link."""
    for path in sorted(stages.glob("*/*.parquet")):
        if path.parent.name not in except_for:
            place = ws.path(f"{path.parent.name}.{path.stem}")
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.symlink_to(path.resolve())


@dataclass(frozen=True)
class Recipe:
    """What a result is a function of."""

    batch: str
    as_of: datetime.date
    deliveries: pl.DataFrame
    """landed.delivery of all batches up to `batch`."""
    rulebook: Path
    """The archive of rules, contracts and codes."""
    previous: Recorded | None

    @classmethod
    def of(cls, release: Recorded) -> Recipe:
        """The recipe that a release recorded."""
        return cls(release.batch, release.as_of, release.deliveries, release.rulebook, release.previous)

    def until(self, batch: str, day: datetime.date) -> Recipe:
        """The same as far as it was known with an earlier batch, asked about an earlier day."""
        return replace(self, batch=batch, as_of=day, deliveries=self.deliveries.filter(pl.col("batch") <= batch))


def lost(out: Path, deliveries: pl.DataFrame) -> list[str]:
    """Accepted files whose landed content is no longer there: `extract file (batch)`, for people."""
    rows = deliveries.filter(pl.col("decision") == "accepted").sort("batch", "extract", "file_name")
    return [
        f"{row['extract']} {row['file_name']}({row['batch']})"
        for row in rows.iter_rows(named=True)
        if not content_path(out / "state", row["extract"], row["file_sha256"]).is_file()
    ]


def altered(out: Path, landed: dict[str, str]) -> list[str]:
    """Landed content that is not what a manifest recorded: `extract digest`."""
    found = {name: content_path(out / "state", *name.split("/", 1)) for name in landed}
    return [
        f"{name.replace('/', ' ')[:60]}"
        for name, path in sorted(found.items())
        if path.is_file() and sha256_of(path) != landed[name]
    ]


@contextmanager
def workshop(out: Path, recipe: Recipe, key: bytes, memory: str) -> Iterator[Workspace]:
    """A workspace that holds what a recipe names and none of its results; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="rerun-", dir=owner_folder(out / "state" / "spill")) as folder:
        bureau = unpack_rulebook(recipe.rulebook, Path(folder))
        yield furnished(Path(folder) / "out", out, recipe, bureau, key, memory)


def furnished(place: Path, out: Path, recipe: Recipe, bureau: Path, key: bytes, memory: str) -> Workspace:
    """Furnish one workspace below a workshop."""
    state = owner_folder(place / "state")
    (state / "landed").symlink_to((out / "state" / "landed").resolve())
    ws = Workspace(place, recipe.batch, recipe.as_of, bureau=bureau, key=key, memory=memory)
    for batch, rows in recipe.deliveries.group_by("batch"):
        of_batch = replace(ws, batch=str(batch[0]))
        of_batch.write_frame(rows.drop("batch"), Delivery)
        of_batch.write_frame(quarantined(of_batch, rows.iter_rows(named=True)), QuarantinedRow)
    if recipe.previous is not None:
        _precede(ws, recipe.previous)
    return ws


def _precede(ws: Workspace, previous: Recorded) -> None:
    """What a batch reads of the one before: its release, tiers and alerts, and which extracts it had."""
    (ws.out / RELEASES).mkdir()
    (ws.out / RELEASES / previous.name).symlink_to(previous.folder.resolve())
    (ws.out / CURRENT).write_text(f"{previous.name}\n", encoding="utf-8")
    earlier = replace(ws, batch=previous.batch)
    for table in CARRIED:
        earlier.write_frame(previous.table(table.key()).drop("batch"), table)
    had = previous.table("reference.extract").filter("is_delivered")["extract"]
    for name in had:
        path = earlier.path(f"standardised.{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        # only its presence is asked for
        path.touch()


def make(ws: Workspace, tell: Tell, steps: Sequence[Made] = MADE) -> dict[str, Written]:
    """Make tables by the wiring, in its order; what was written by table.

    Raises:
        RunFailed: a stage broke; the text holds no value.
    """
    written: dict[str, Written] = {}
    for made in steps:
        tell(made.tables[0])
        try:
            written |= guarded(made.tables[0], partial(written_by, made, ws), PLAIN, shows_values=False)
        except StageError as error:
            raise RunFailed("E-STAGE", f"重做时步骤 {error} 出错") from None
    return written
