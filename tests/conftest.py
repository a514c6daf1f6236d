"""What several tests share: the shipped sample run once as the README says, a made-up town, and which worker has it."""

from __future__ import annotations

import datetime
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from data_samples.generator.city import make
from pipelines.progress import Progress
from pipelines.run import Order, run
from tests.readme import ROOT, followed

SERIES = ROOT / "data_samples" / "series"
TRUTH = ROOT / "data_samples" / "truth"


class Run(NamedTuple):
    """One finished run: its output folder, its release, what every command of the README printed."""

    out: Path
    release: Path
    steps: list[list[str]]

    @property
    def key(self) -> Path:
        """The key that it was made with."""
        return self.out / "sample.key"

    @property
    def printed(self) -> list[str]:
        """The lines of the run itself."""
        return self.steps[0]

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
    """The shipped sample, run as the README says."""
    clone = tmp_path_factory.mktemp("clone")
    printed = followed(clone)
    out = clone / "out"
    return Run(out, out / "releases" / (out / "CURRENT").read_text().strip(), printed)


class Town(NamedTuple):
    """A made-up town of two batches, both released under a bureau's folder that was changed afterwards."""

    folder: Path
    """Its deliveries (`inbox`) and its truth (`truth`)."""
    out: Path
    first: str
    second: str

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"


def bureau(folder: Path, standard: int = 970) -> Path:
    """A bureau's folder with its own standard: 970 yuan, as the shipped rules have it, or another."""
    shutil.copytree(ROOT / "data_samples" / "bureaus" / "standard_1070", folder, dirs_exist_ok=True)
    standards = folder / "rules" / "parameters" / "standards.toml"
    standards.write_text(
        standards.read_text(encoding="utf-8").replace("is = 1070", f"is = {standard}"), encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Every extract, released twice."""
    folder = tmp_path_factory.mktemp("town")
    make(out=folder, persons=400, seed=11, batches=2, extracts=["all"])
    inbox, out, rules = folder / "inbox", folder / "out", bureau(folder / "bureau")
    names = []
    for batch in sorted(path.name for path in inbox.iterdir()):
        order = Order(inbox, datetime.date.fromisoformat(batch), out, rules)
        names.append(run(order, Progress(io.StringIO()))[1].name)
    bureau(rules, 1300)
    return Town(folder, out, *names)


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
    parser.addoption("--long", action="store_true", help="the long forms: a year of 24 batches, twenty cities of links")


TOGETHER = {
    "test_replay": "town", "test_why_changed": "town", "test_year": "town",
    "test_readme": "sample", "test_run": "sample", "test_city": "sample", "test_counterfactual": "sample",
    "test_privacy": "sample", "test_what_if": "sample", "test_look": "sample",
}  # fmt: skip
"""Test files that share what is costly to make; every other file stands alone."""


class Sharing(LoadScopeScheduling):
    """Files that share a fixture go to one worker, and what is long comes first, or one worker ends alone."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.split("::", 1)[0]).stem
        return TOGETHER.get(file, file)


def pytest_configure(config: pytest.Config) -> None:
    """A core for every worker: threads that only wait for each other cost a tenth of the whole."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker["workerid"].removeprefix("gw")) % len(cores)]})


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    return Sharing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The shared fixtures first; what is marked `long` has a short form elsewhere and is proved by its own target."""
    if not config.getoption("--long"):
        items[:] = [item for item in items if item.get_closest_marker("long") is None]
    order = list(TOGETHER)
    items.sort(key=lambda item: order.index(item.path.stem) if item.path.stem in order else len(order))
