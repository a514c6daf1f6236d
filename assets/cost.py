"""What a step costs: wall and processor seconds, and the most memory the process held meanwhile."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Wall and processor seconds (all threads of this process); peak in bytes, None where the system tells none."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int | None

    def shared(self, among: int) -> Cost:
        """The part of one of several tables that one step made: the time in equal parts, the memory whole."""
        return Cost(self.seconds / among, self.cpu_seconds / among, self.peak_bytes)

    def shown(self) -> dict[str, float]:
        """For the Dagster page and the record of steps; no entry for what is not known."""
        known = {"seconds": round(self.seconds, 3), "cpu_seconds": round(self.cpu_seconds, 3)}
        return known if self.peak_bytes is None else known | {"peak_mib": round(self.peak_bytes / 2**20)}


_NOTHING = Cost(0.0, 0.0, None)


@dataclass(eq=False)
class Measure:
    """Fills `cost` when its step ends."""

    cost: Cost = _NOTHING
    peak: int | None = None


_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESET_PEAK = "5"
_open: list[Measure] = []


@contextmanager
def measured() -> Iterator[Measure]:
    """Measure a block; blocks may stand in one another. One thread at a time measures."""
    _fold()
    measure = Measure()
    _open.append(measure)
    began, cpu_began = time.perf_counter(), time.process_time()
    try:
        yield measure
    finally:
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
        _fold()
        _open.remove(measure)
        measure.cost = Cost(seconds, cpu_seconds, measure.peak)


def _fold() -> None:
    """Add the peak since the last reset to every open measure, and reset it: the kernel keeps one per process."""
    peak = _peak_bytes()
    if peak is None:
        return
    for measure in _open:
        measure.peak = max(peak, measure.peak or 0)
    with suppress(OSError):
        _CLEAR.write_text(_RESET_PEAK, encoding="ascii")


def _peak_bytes() -> int | None:
    """Most resident memory since the last reset; None on systems without /proc."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", _STATUS.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
