"""What several tests share: the shipped sample, run once through the real command."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from data_samples.generator.city import make
from pipelines.progress import Progress
from pipelines.run import Order, run

ROOT = Path(__file__).resolve().parent.parent
SERIES = ROOT / "data_samples" / "series"
TRUTH = ROOT / "data_samples" / "truth"


class Run(NamedTuple):
    """One finished run: its output folder, its release, what it printed."""

    out: Path
    release: Path
    printed: str

    def stage(self, key: str) -> Path:
        """The Parquet of a table between stages."""
        stage, name = key.split(".", 1)
        batch = self.release.name[:10]
        return self.out / "state" / "stages" / batch / stage / f"{name}.parquet"


def hedui(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The installed command, as a user calls it."""
    command = [str(Path(sys.executable).parent / "hedui"), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample run into an empty folder. Tests that use it carry the group `sample`, so that one worker runs it."""
    out = tmp_path_factory.mktemp("sample") / "out"
    done = hedui("run", "--inbox", str(SERIES), "--as-of", "2017-12-31", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return Run(out, out / "releases" / (out / "CURRENT").read_text().strip(), done.stdout)


class Town(NamedTuple):
    """A made-up town of two batches, both released under a bureau's folder that was changed afterwards."""

    inbox: Path
    out: Path
    first: str
    second: str


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Released twice. Tests that use it carry the group `town`, so that one worker makes it."""
    folder = tmp_path_factory.mktemp("town")
    make(out=folder, persons=400, seed=3, batches=2)
    inbox, out, bureau = folder / "inbox", folder / "out", folder / "bureau"
    shutil.copytree(ROOT / "data_samples" / "bureaus" / "standard_1070", bureau)
    names = []
    for batch in sorted(path.name for path in inbox.iterdir()):
        order = Order(inbox, datetime.date.fromisoformat(batch), out, bureau)
        names.append(run(order, Progress(io.StringIO()))[1].name)
    standards = bureau / "rules" / "parameters" / "standards.toml"
    standards.write_text(standards.read_text(encoding="utf-8").replace("1070", "1300"), encoding="utf-8")
    return Town(inbox, out, *names)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints how the pipeline did against the made-up city, where that was tested."""
    rows = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", [])
        if name == "city"
    ]
    if rows:
        terminalreporter.section("虚构小城: 与真相相比")
        for label, right, of, bar in rows:
            share = f"{right / of:9.3%}" if of else "        -"
            terminalreporter.write_line(f"{share}  (不低于 {float(bar):.2%})  {right:>7,}/{of:<7,} {label}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--year", action="store_true", help="24 batches of 3,000 persons instead of two of a small town")
