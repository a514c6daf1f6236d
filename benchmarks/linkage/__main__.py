"""Runs every engine on every task it is for and writes results/linkage.json and the tables: `make bench-linkage`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from benchmarks import documents
from benchmarks.linkage import scores, tasks
from benchmarks.measure import machine, measured

ROOT = Path(__file__).parents[2]
OURS, OTHERS = Path(sys.executable), ROOT / ".venv-bench" / "bin" / "python"
RESULTS, README = ROOT / "benchmarks" / "results" / "linkage.json", Path(__file__).parent / "README.md"
SEED = 11
FEBRL = tuple(f"febrl{number}{suffix}" for suffix in ("", "-noid") for number in (1, 2, 3, 4))


class Engine(NamedTuple):
    """A module of engines/, its environment, and the tasks it is for: city (up to so many persons) or febrl."""

    name: str
    python: Path
    kind: str
    most_persons: int | None = None


ENGINES = (
    Engine("exact_id", OURS, "city"),
    Engine("splink_all", OTHERS, "city", 100_000),
    Engine("splink_residual", OTHERS, "city"),
    Engine("hedui_links", OURS, "city"),
    Engine("hedui", OURS, "city"),
    Engine("febrl_exact", OURS, "febrl"),
    Engine("febrl_splink", OTHERS, "febrl"),
    Engine("febrl_hedui", OURS, "febrl"),
)
"""Whoever enters an engine adds a line here."""


def prepared(sizes: Sequence[int]) -> list[tuple[Path, str, int | None]]:
    """Every task with its kind and number of persons."""
    cities = [(tasks.city_task(persons, SEED), "city", persons) for persons in sizes]
    measured([OTHERS, "-m", "benchmarks.linkage.febrl", tasks.TASKS])
    return [*cities, *((tasks.TASKS / name, "febrl", None) for name in FEBRL)]


def judged(engine: Engine, task: Path) -> dict[str, Any]:
    """What one engine costs and finds on one task."""
    out = task.with_name(f"{task.name}.{engine.name}.parquet")
    cost, _ = measured([engine.python, "-m", "benchmarks.linkage.protocol", engine.name, task, out])
    records = pl.read_parquet(task / "records.parquet")
    ids = records.select(
        "record_key", id_number="id_number" if "id_number" in records.columns else pl.lit(None, pl.String)
    )
    truth = pl.read_parquet(tasks.truth_of(task))
    found = scores.row(pl.read_parquet(out), truth, ids)
    return {
        **found,
        "CPU s": cost.cpu_seconds,
        "wall s": cost.seconds,
        "peak MiB": cost.peak_mib,
        "records": records.height,
    }


def write(results: dict[str, dict[str, dict[str, Any]]]) -> None:
    """The results, and a table of the cities and one of FEBRL."""
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    cities = sorted((name for name in results if name.startswith("city")), key=lambda name: int(name.split("-")[1]))
    wanted = ["records", "precision", "recall", "F1", "F1 without usable id", "missed", "false links", "id conflicts",
              "CPU s", "wall s", "peak MiB"]  # fmt: skip
    documents.put(README, "cities", documents.table(_rows(results, cities, wanted)))
    febrl = [name for name in FEBRL if name in results]
    documents.put(
        README, "febrl", documents.table(_rows(results, febrl, ["precision", "recall", "F1", "CPU s", "peak MiB"]))
    )
    documents.put(README, "machine", machine())


def _rows(
    results: dict[str, dict[str, dict[str, Any]]], names: Sequence[str], wanted: Sequence[str]
) -> list[dict[str, Any]]:
    order = [engine.name for engine in ENGINES]
    return [
        {"task": task, "engine": engine, **{name: results[task][engine][name] for name in wanted}}
        for task in names
        for engine in sorted(results[task], key=lambda name: order.index(name) if name in order else len(order))
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage", description=__doc__)
    parser.add_argument("persons", type=int, nargs="*", help="sizes of the made-up cities")
    parser.add_argument("--engine", action="append", help="only these")
    asked = parser.parse_args(arguments)
    for task, kind, persons in prepared(asked.persons):
        for engine in ENGINES:
            is_small = engine.most_persons is None or (persons or 0) <= engine.most_persons
            if engine.kind == kind and is_small and (not asked.engine or engine.name in asked.engine):
                results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
                results.setdefault(task.name, {})[engine.name] = judged(engine, task)
                write(results)
                print(task.name, engine.name, results[task.name][engine.name], flush=True)


if __name__ == "__main__":
    main()
