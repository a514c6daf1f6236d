"""The README followed as a new user would: every command in a `console` block is run, every output compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.readme import steps

LONGEST = 150


def pattern(expected: list[str]) -> str:
    """The expected lines as one expression: a line `…` is any lines, `…` within a line any characters."""
    parts = [r"(?:[^\n]*\n)*?" if line == "…" else re.escape(line).replace("…", r"[^\n]*") + r"\n" for line in expected]
    return "".join(parts)


@pytest.mark.parametrize("position", range(len(steps())), ids=lambda position: steps()[position].command[:40])
def test_output(position: int, sample: Run) -> None:
    step, lines = steps()[position], sample.steps[position]
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
