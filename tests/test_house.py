"""The architecture as tests: layers, packages, files, rules, documents."""

from __future__ import annotations

import importlib
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pipelines import book
from rules.rulebook import Rulebook
from schemas.contract import extracts
from schemas.glossary import glossary
from schemas.tables import STAGES, tables

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("schemas", "rules", "assets", "pipelines", "data_samples")
LONGEST_FILE = 300


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files of the source tree by suffix, without what is built or run."""
    aside = {".venv", ".venv-bench", "out", ".git", "build"}
    found = (path for path in ROOT.rglob("*") if path.suffix in suffixes and path.is_file())
    return tuple(sorted(path for path in found if not aside & set(path.relative_to(ROOT).parts)))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_packages_are_ours(name: str) -> None:
    assert Path(importlib.import_module(name).__file__ or "").parent == ROOT / name


def test_layers() -> None:
    """schemas <- rules <- assets <- pipelines -> data_samples, and no dagster in the first two."""
    run = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


def test_no_file_is_long() -> None:
    sources = tracked(".py", ".sql")
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in sources}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(p.relative_to(ROOT)) for p in tracked(".py") if not p.read_text(encoding="utf-8").startswith('"""')]
    assert silent == []


def test_every_stage_has_its_rooms() -> None:
    for stage in STAGES:
        assert (ROOT / "schemas" / f"{stage}.py").is_file() and (ROOT / "assets" / stage / "__init__.py").is_file()


def test_every_column_is_in_the_glossary() -> None:
    used = {column.name for table in tables().values() for column in table.columns()}
    delivered = {column.term for contract in extracts().values() for column in contract.columns}
    assert used | delivered <= set(glossary())


def test_no_term_is_left_unused() -> None:
    used = {column.name for table in tables().values() for column in table.columns()}
    delivered = {column.term for contract in extracts().values() for column in contract.columns}
    assert set(glossary()) <= used | delivered


def test_fifty_extracts() -> None:
    contracts = extracts().values()
    by_status = [sum(c.status == status for c in contracts) for status in ("required", "delivered", "optional")]
    assert by_status == [5, 14, 31]


@pytest.mark.parametrize("indicator", sorted(Rulebook().indicators))
def test_every_indicator_has_its_golden_table(indicator: str) -> None:
    file = Path(Rulebook().indicators[indicator].file)
    assert (ROOT / "tests" / "golden" / file).with_suffix(".csv").is_file()


def test_fifteen_indicators_and_forty_five_tags() -> None:
    rulebook = Rulebook()
    assert (len(rulebook.indicators), len(rulebook.tags)) == (15, 45)


def test_generated_documents_are_current() -> None:
    assert list(book.stale()) == []


def test_nothing_of_the_pipeline_names_the_city() -> None:
    outside = [p for p in tracked(".py", ".sql", ".toml") if p.parts[len(ROOT.parts)] in ("schemas", "rules", "assets")]
    assert [str(p) for p in outside if "data_samples" in p.read_text(encoding="utf-8")] == []


def test_no_skips_and_no_promises() -> None:
    words = ("pytest.mark." + "skip", "pytest." + "skip(", "pytest.mark." + "xfail", "# " + "TODO", "# " + "FIXME")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked(".py")
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
