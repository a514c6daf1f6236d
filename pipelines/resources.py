"""Where the deliveries lie and where results go: the one resource of all assets."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets.contract import Outcome
from assets.cost import Cost
from assets.workspace import Workspace, Written
from pipelines.privacy.keys import load_or_make
from rules.rulebook import Rulebook

INBOX, OUT, MEMORY = "data_samples/series", "out", "8GiB"


@dataclass
class Workspaces:
    """Hands out the workspace of a batch; the Dagster page takes its paths from the environment.

    `days` says which day a batch is asked about; else it is the day last asked for of that batch, else its own date.
    """

    inbox: Path
    out: Path
    bureau: Path | None = None
    key_file: Path | None = None
    memory: str = MEMORY
    days: Mapping[str, datetime.date] = field(default_factory=dict)
    shows_values: bool = False
    tell: Callable[[Written, Cost], None] = lambda written, cost: None
    tell_checked: Callable[[str, Sequence[Outcome], Cost], None] = lambda table, outcomes, cost: None
    rulebook: Rulebook | None = None
    """The rulebook of the bureau where it was loaded already, e.g. to be checked."""
    _open: dict[str, Workspace] = field(default_factory=dict, repr=False)

    @classmethod
    def from_environment(cls) -> Workspaces:
        """HEDUI_INBOX, HEDUI_OUT, HEDUI_BUREAU, HEDUI_KEY_FILE, HEDUI_MEMORY; the shipped sample without them."""
        found = os.environ
        return cls(
            inbox=Path(found.get("HEDUI_INBOX") or INBOX).absolute(),
            out=Path(found.get("HEDUI_OUT") or OUT).absolute(),
            bureau=_path(found.get("HEDUI_BUREAU")),
            key_file=_path(found.get("HEDUI_KEY_FILE")),
            memory=found.get("HEDUI_MEMORY") or MEMORY,
        )

    def of(self, batch: str) -> Workspace:
        """The workspace of a batch; its key is made on first use."""
        if batch not in self._open:
            state = self.out / "state"
            state.mkdir(parents=True, exist_ok=True, mode=0o700)
            ws = Workspace(
                out=self.out,
                batch=batch,
                as_of=self._day(batch),
                inbox=self.inbox,
                bureau=self.bureau,
                key=load_or_make(state, self.key_file),
                memory=self.memory,
            )
            self._open[batch] = ws if self.rulebook is None else ws.under(self.rulebook)
        return self._open[batch]

    def _day(self, batch: str) -> datetime.date:
        """The day the batch is asked about, remembered so that one table made anew is asked about the same day."""
        note = self.out / "state" / "stages" / batch / "as_of"
        if batch in self.days:
            note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            note.write_text(self.days[batch].isoformat(), encoding="ascii")
            return self.days[batch]
        text = note.read_text(encoding="ascii") if note.is_file() else batch
        return datetime.date.fromisoformat(text)


def _path(text: str | None) -> Path | None:
    return Path(text).absolute() if text else None
