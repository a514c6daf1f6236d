"""The audit chain: one JSON line per export or look-up, each sealed with a keyed hash over the one before it.

Entries say who, when, why, how many and which file (by hash). They never hold an identity.
"""

from __future__ import annotations

import datetime
import fcntl
import getpass
import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.privacy.keys import Key
from pipelines.privacy.permissions import OWNER_FILE, owner_folder

FILE = "audit.jsonl"
START = "0" * 64
_TAIL_BYTES = 1 << 16
_LOOKS_LIKE_AN_ID = re.compile(
    r"(?<![0-9A-Za-z])(\d{6}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])"
)


class AuditRefused(ValueError):
    """An entry cannot be written, or the chain cannot be continued."""


class Verdict(NamedTuple):
    """Result of a check of the chain: `broken_line` is the first line that does not follow from those before it."""

    is_whole: bool
    entries: int
    head: str
    broken_line: int | None


def append(state: Path, key: Key, event: str, **body: Any) -> str:
    """Add one entry, durably, and return its seal. `body`: counts, codes, hashes, purposes.

    Raises:
        AuditRefused: the entry holds something that looks like an identity number or phone, or the tail is damaged.
    """
    return append_all(state, key, [(event, body)])


def append_all(state: Path, key: Key, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Add several entries in one go: either the disk has them all or a later check says so."""
    secret = key.for_use("audit")
    with _locked(owner_folder(state) / FILE) as handle:
        seal = _mend_and_tail(handle)
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        lines = []
        for event, body in entries:
            entry = {"event": event, "at": at, "by": _user(), **body}
            text = _canonical(entry)
            if _LOOKS_LIKE_AN_ID.search(text):
                raise AuditRefused(f"审计: {event} 一条里有像身份的内容,没有写入")
            after = _seal(secret, seal, text)
            lines.append(_canonical({"entry": entry, "before": seal, "seal": after}) + "\n")
            seal = after
        os.write(handle, "".join(lines).encode())
        os.fsync(handle)
        return seal


def verify(state: Path, key: Key, expected_head: str | None = None) -> Verdict:
    """Recompute the chain. A cut tail shows only against `expected_head`, kept elsewhere (paper, another host)."""
    secret = key.for_use("audit")
    seal, entries = START, 0
    for number, line in enumerate(_lines(state), 1):
        try:
            link = json.loads(line)
            text = _canonical(link["entry"])
            holds = link["before"] == seal and hmac.compare_digest(link["seal"], _seal(secret, seal, text))
        except (ValueError, KeyError, TypeError):
            holds = False
        if not holds or not line.endswith("\n"):
            return Verdict(False, entries, seal, number)
        seal, entries = link["seal"], number
    if expected_head is not None and expected_head != seal:
        return Verdict(False, entries, seal, entries + 1)
    return Verdict(True, entries, seal, None)


def entries(state: Path, event: str | None = None) -> Iterator[dict[str, Any]]:
    """The entries in order, unchecked; with `event` only those of that name."""
    for line in _lines(state):
        entry = json.loads(line)["entry"]
        if event is None or entry["event"] == event:
            yield entry


def _lines(state: Path) -> Iterator[str]:
    path = state / FILE
    if path.is_file():
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from file


def _seal(secret: bytes, before: str, text: str) -> str:
    return hmac.new(secret, (before + text).encode(), hashlib.sha256).hexdigest()


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, OWNER_FILE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _mend_and_tail(handle: int) -> str:
    """Seal of the last whole line. What follows it was never acknowledged (the writer was killed) and is cut off."""
    size = os.fstat(handle).st_size
    start = max(0, size - _TAIL_BYTES)
    tail = os.pread(handle, size - start, start)
    whole = tail.rfind(b"\n") + 1
    if whole == 0 and start == 0:
        seal = START
    else:
        try:
            seal = str(json.loads(tail[:whole].splitlines()[-1])["seal"])
        except (ValueError, KeyError, TypeError, IndexError):
            raise AuditRefused("审计: state/audit.jsonl 的最后一条读不出,可能被改动过;请从备份取回") from None
    if whole < len(tail):
        os.ftruncate(handle, start + whole)
    return seal
