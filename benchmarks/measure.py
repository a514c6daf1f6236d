"""Runs a command and says what it cost: processor and wall seconds of all its processes, and their peak memory."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.05
"""Seconds between two looks at the memory of the process tree."""


class Cost(NamedTuple):
    """What a command cost; peak memory is the largest sum of resident memory over its process tree that was seen."""

    cpu_seconds: float
    seconds: float
    peak_mib: int


class CommandFailed(RuntimeError):
    """A measured command ended with another code than 0."""


def measured(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run a command to its end; its cost and its standard output. Standard error passes through.

    Raises:
        CommandFailed: the command ended with another code than 0.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, env=os.environ | dict(environment or {})
    )
    peak = [0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, peak, done))
    watcher.start()
    try:
        output, _ = child.communicate()
    finally:
        done.set()
        watcher.join()
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        raise CommandFailed(f"{Path(str(command[0])).name} {command[1:3]} ended with {child.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(round(cpu, 2), round(seconds, 2), round(peak[0] / 2**20)), output


def _watch(root: int, peak: list[int], done: threading.Event) -> None:
    while not done.wait(EVERY):
        peak[0] = max(peak[0], tree_bytes(root))


def tree_bytes(root: int) -> int:
    """Resident memory of a process and all that it started; what has ended meanwhile counts nothing."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").glob("[0-9]*")}
    tree = {root}
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return sum(_resident(Path("/proc", str(pid))) for pid in tree)


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _resident(process: Path) -> int:
    try:
        return int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def machine() -> str:
    """Processor, cores and memory in a few words; no name of the machine."""
    cpus = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = cpus[1].strip() if cpus else os.uname().machine
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB"
