"""What a person sees while a run works: one line per stage on standard error, counts and seconds only.

What every step cost is kept as well, for `hedui run --steps FILE` and the benchmark.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from assets.contract import Outcome
from assets.cost import Cost, measured
from assets.graph import WIRING, Made
from assets.workspace import Written
from pipelines.columns import padded

STAGES: Mapping[str, str] = {
    "landed": "接收",
    "standardised": "规范",
    "linked": "归人",
    "verified": "核对",
    "scored": "评分",
    "tiered": "分层",
    "published": "告警",
}


class Progress:
    """Counts what assets and checks report; a stage's line appears once the last of its tables is there."""

    def __init__(self, stream: TextIO, wiring: Sequence[Made] = WIRING) -> None:
        self.stream = stream
        self.is_live = stream.isatty()
        self.expected = Counter(key.split(".")[0] for made in wiring for key in made.tables)
        self.failed: list[tuple[str, Outcome]] = []
        self.steps: list[dict[str, Any]] = []
        self._part = ExitStack()
        self.began = time.perf_counter()
        self.begin("")

    def begin(self, earlier: str) -> None:
        """Start counting anew; `earlier` names a batch that is only landed."""
        self.earlier = earlier
        self.rows: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.made: Counter[str] = Counter()
        self.expectations, self.check_seconds = 0, 0.0

    def working(self, on: str) -> None:
        """On a terminal, a line that the next one overwrites."""
        if self.is_live:
            self.stream.write(f"\r  {on} …\x1b[K")
            self.stream.flush()

    def tell(self, written: Written, cost: Cost) -> None:
        """A table was written."""
        stage = written.table.split(".")[0]
        self._step("table", written.table, cost, written.rows)
        if written.table == "published.release":
            self._part.close()
            self._checked()
            self._line("发布", "release", written.digest, cost.seconds)
            return
        self.rows[stage] += written.rows
        self.seconds[stage] += cost.seconds
        self.made[stage] += 1
        if self.made[stage] == self.expected[stage]:
            name = f"{self.earlier} " if self.earlier else ""
            tables = f"{name}{self.rows[stage]:>9,} 行 {self.made[stage]:>2} 表"
            self._line(STAGES[stage], stage, tables, self.seconds[stage])
        else:
            self.working(written.table)

    def tell_publishing(self, part: str) -> None:
        """The publisher begins the next part of its work."""
        self._part.close()
        self.working(f"release {part}")
        self._part.callback(lambda: self._step("part", f"published.release/{part}", step.cost))
        step = self._part.enter_context(measured())

    def tell_checked(self, table: str, outcomes: Sequence[Outcome], cost: Cost) -> None:
        """A table was held against its schema."""
        self.expectations += len(outcomes)
        self.check_seconds += cost.seconds
        self._step("check", table, cost)
        self.failed += [(table, outcome) for outcome in outcomes if not outcome.is_met]

    def write_steps(self, path: Path) -> None:
        """What every step cost, as JSON lines: kind (table, check, part of the release), name, seconds, memory."""
        path.write_text("".join(json.dumps(step, ensure_ascii=False) + "\n" for step in self.steps), encoding="utf-8")

    def _step(self, kind: str, name: str, cost: Cost, rows: int | None = None) -> None:
        counted = {} if rows is None else {"rows": rows}
        self.steps.append({"batch": self.earlier or None, "kind": kind, "name": name, **counted, **cost.shown()})

    def _checked(self) -> None:
        text = f"{self.expectations:>9,} 项 {len(self.failed):>2} 项不符"
        self._line("校验", "contract", text, self.check_seconds)
        for table, outcome in self.failed:
            self.say(f"  提醒 {table}: {outcome}")

    def _line(self, label: str, stage: str, text: str, seconds: float) -> None:
        self.say(f"  {label} {padded(stage, 13)} {padded(text, 28)} {seconds:7.1f} 秒")

    def say(self, text: str) -> None:
        """One line of its own."""
        self.stream.write(("\r\x1b[K" if self.is_live else "") + text + "\n")
        self.stream.flush()
