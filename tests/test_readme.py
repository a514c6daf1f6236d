"""The README followed as a new user would: every command in a `console` block is run, every output compared."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("readme")
LINKED = ("Makefile", ".venv", "requirements.lock", "requirements.bootstrap.lock", "pyproject.toml", "data_samples")
LONGEST = 150


class Step(NamedTuple):
    """One command of the README and the lines that should come out; `…` stands for what is left out."""

    command: str
    expected: list[str]


def steps() -> list[Step]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found: list[Step] = []
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line.removeprefix("$ "), []))
            else:
                found[-1].expected.append(line.rstrip())
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """What every command printed, all of them run in one shell in a clone that shares only the environment."""
    clone = tmp_path_factory.mktemp("clone")
    for name in LINKED:
        (clone / name).symlink_to(ROOT / name)
    script = "\n".join(f"{step.command}\nprintf '\\n\\036\\n'" for step in steps())
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(["bash", "-c", script], cwd=clone, env=outside, capture_output=True, text=True, check=False)
    assert run.stdout.count("\x1e") == len(steps()), run.stderr[-2000:]
    return [[line.rstrip() for line in part.strip("\n").splitlines()] for part in run.stdout.split("\x1e")]


def pattern(expected: list[str]) -> str:
    """The expected lines as one expression: a line `…` is any lines, `…` within a line any characters."""
    parts = [r"(?:[^\n]*\n)*?" if line == "…" else re.escape(line).replace("…", r"[^\n]*") + r"\n" for line in expected]
    return "".join(parts)


@pytest.mark.parametrize("position", range(len(steps())), ids=lambda position: steps()[position].command[:40])
def test_output(position: int, printed: list[list[str]]) -> None:
    step, lines = steps()[position], printed[position]
    if step.expected:
        whole = "".join(f"{line}\n" for line in lines)
        assert re.fullmatch(pattern(step.expected), whole), "\n" + whole


def test_length() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_every_path_named_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#]+)\)", text)
    assert named
    assert [name for name in named if not (Path(ROOT) / name).exists()] == []


def test_the_graph_names_assets_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (graph,) = re.findall(r"```mermaid\n(.*?)```", text, flags=re.DOTALL)
    snapshot = (ROOT / "tests" / "asset_graph.txt").read_text(encoding="utf-8")
    known = {line.split(" <- ")[0].replace("/", ".") for line in snapshot.splitlines()}
    named = set(re.findall(r"[a-z]+\.[a-z_]+", graph))
    assert named and named - known == set()
