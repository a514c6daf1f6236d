"""The README as a script: its commands are run once in a clone, and what they leave is the sample of many tests."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LINKED = ("Makefile", ".venv", "requirements.lock", "requirements.bootstrap.lock", "pyproject.toml", "data_samples")
IF = "out/if"
"""Where the README runs the sample again under the bureau `standard_1070`."""


class Step(NamedTuple):
    """One command of the README and the lines that should come out; `…` stands for what is left out."""

    command: str
    expected: list[str]


def steps() -> list[Step]:
    """Every command in a `console` block, in order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found: list[Step] = []
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line.removeprefix("$ "), []))
            else:
                found[-1].expected.append(line.rstrip())
    return found


def followed(clone: Path) -> list[list[str]]:
    """What every command printed, all of them run in one shell in a clone that shares only the environment."""
    for name in LINKED:
        (clone / name).symlink_to(ROOT / name)
    script = "\n".join(f"{step.command}\nprintf '\\n\\036\\n'" for step in steps())
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(["bash", "-c", script], cwd=clone, env=outside, capture_output=True, text=True, check=False)
    assert run.stdout.count("\x1e") == len(steps()), run.stderr[-2000:]
    return [[line.rstrip() for line in part.strip("\n").splitlines()] for part in run.stdout.split("\x1e")]
