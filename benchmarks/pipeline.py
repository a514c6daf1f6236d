"""The whole `hedui run` beside the floor, in the same session on the same machine: `make bench`.

Makes a city of each size (kept in out/bench for the next time), copies it the fastest public way, runs hedui over it,
and writes results/pipeline.json and the tables of README.md. Everything in them but times and memory is the same every
time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

from benchmarks import documents
from benchmarks.floor import Way
from benchmarks.measure import Cost, machine, measured

HERE = Path(__file__).parent
RESULTS, README = HERE / "results" / "pipeline.json", HERE / "README.md"
WORK = HERE.parent / "out" / "bench"
HEDUI = Path(sys.executable).parent / "hedui"
SEED, BATCHES = 11, 2
STAGES = ("landed", "standardised", "linked", "verified", "scored", "tiered", "published")
REST = "rest (imports, rule checks, Dagster)"


def city(persons: int, seed: int = SEED, batches: int = BATCHES) -> Path:
    """A made-up city with all extracts, made once: its folder, with inbox/ and truth/."""
    folder = WORK / f"city-{persons}-{seed}-{batches}"
    if not folder.is_dir():
        aside = folder.with_name(f".{folder.name}")
        shutil.rmtree(aside, ignore_errors=True)
        asked = ["--persons", str(persons), "--seed", str(seed), "--batches", str(batches), "--extracts", "all"]
        measured([HEDUI, "city", *asked, "--out", aside])
        aside.rename(folder)
    return folder


def run(inbox: Path, out: Path) -> tuple[Cost, list[dict[str, Any]], str]:
    """`hedui run` into a new folder: its cost, its own record of steps, one digest over all published tables."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    key, steps = out / "sample.key", out / "steps.jsonl"
    shutil.copy(HERE.parent / "data_samples" / "sample.key", key)
    key.chmod(0o600)
    day = max(path.name for path in inbox.iterdir())
    asked: list[str | Path] = ["--inbox", inbox, "--as-of", day, "--out", out / "run"]
    asked += ["--key-file", key, "--steps", steps]
    cost, _ = measured([HEDUI, "run", *asked])
    (manifest,) = (out / "run").glob("releases/*/manifest.json")
    tables = json.loads(manifest.read_text(encoding="utf-8"))["tables"]
    digest = hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()
    return cost, [json.loads(line) for line in steps.read_text(encoding="utf-8").splitlines()], digest


def by_stage(steps: Iterable[dict[str, Any]], whole: Cost) -> list[dict[str, Any]]:
    """Stages, checks, parts of the release and the rest: cpu_seconds, seconds, peak_mib, rows; they add up to all."""
    stages: dict[str, dict[str, Any]] = {}
    for step in steps:
        if step["name"] == "published.release":
            continue
        stage = stages.setdefault(_stage(step), {"cpu_seconds": 0.0, "seconds": 0.0, "peak_mib": 0, "rows": 0})
        for name in ("cpu_seconds", "seconds"):
            stage[name] += step[name]
        stage["peak_mib"] = max(stage["peak_mib"], step.get("peak_mib", 0))
        stage["rows"] += step.get("rows", 0)
    known = {name: sum(stage[name] for stage in stages.values()) for name in ("cpu_seconds", "seconds")}
    left = {"cpu_seconds": whole.cpu_seconds - known["cpu_seconds"], "seconds": whole.seconds - known["seconds"]}
    ordered = sorted(stages, key=lambda name: STAGES.index(name) if name in STAGES else len(STAGES))
    every = [{"stage": name, **stages[name]} for name in ordered]
    return [_rounded(row) for row in [*every, {"stage": REST, **left, "peak_mib": None, "rows": 0}]]


def _stage(step: dict[str, Any]) -> str:
    if step["kind"] == "check":
        return "contract checks"
    return step["name"].replace("published.release/", "release: ") if step["kind"] == "part" else _of(step["name"])


def _of(table: str) -> str:
    return table.split(".")[0]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: round(row[name], 2) for name in ("cpu_seconds", "seconds")}


def measure(persons: int) -> dict[str, Any]:
    """One size: the floor each way, then the run."""
    inbox, aside = city(persons) / "inbox", WORK / "floor"
    ways: dict[str, dict[str, Any]] = {}
    read: dict[str, Any] = {}
    for way in get_args(Way):
        shutil.rmtree(aside, ignore_errors=True)
        cost, said = measured([sys.executable, "-m", "benchmarks.floor", inbox, aside, way])
        ways[way] = cost._asdict()
        read = read or json.loads(said)
    shutil.rmtree(aside)
    cost, steps, digest = run(inbox, WORK / "run")
    known_peak = max((step.get("peak_mib", 0) for step in steps), default=0)
    return {
        "files": read["files"], "rows": read["rows"], "bytes": read["bytes_read"], "ways": ways,
        "run": cost._replace(peak_mib=max(cost.peak_mib, known_peak))._asdict(),
        "stages": by_stage(steps, cost), "tables_digest": digest[:16], "machine": machine(),
    }  # fmt: skip


def floor_of(result: dict[str, Any]) -> dict[str, Any]:
    """The cheapest way to copy the files."""
    return min(result["ways"].values(), key=lambda cost: cost["cpu_seconds"])


def overview(results: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per size."""
    return [
        {
            "persons": persons,
            "files": result["files"],
            "rows": result["rows"],
            "MB": result["bytes"] // 10**6,
            "floor CPU s": floor_of(result)["cpu_seconds"],
            "run CPU s": result["run"]["cpu_seconds"],
            "run / floor": round(result["run"]["cpu_seconds"] / floor_of(result)["cpu_seconds"], 1),
            "wall s": result["run"]["seconds"],
            "peak MiB": result["run"]["peak_mib"],
            "digest of the tables": f"`{result['tables_digest']}`",
        }
        for persons, result in sorted(results.items())
    ]


def stage_rows(results: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per stage: per size CPU, multiple of the floor and peak; with two sizes the exponent of growth."""
    sizes = sorted(results)
    names = dict.fromkeys(row["stage"] for size in sizes for row in results[size]["stages"])
    rows = []
    for name in names:
        row: dict[str, Any] = {"stage": name}
        costs = []
        for size in sizes:
            found = next((each for each in results[size]["stages"] if each["stage"] == name), None)
            costs.append(found["cpu_seconds"] if found else None)
            row[f"{size:,}: CPU s"] = costs[-1]
            row[f"{size:,}: x floor"] = _multiple(costs[-1], floor_of(results[size])["cpu_seconds"])
            row[f"{size:,}: MiB"] = found["peak_mib"] if found else None
        if len(sizes) > 1:
            row["grows as N^"] = exponent(sizes[0], costs[0], sizes[-1], costs[-1])
        rows.append(row)
    return rows


def exponent(few: float, little: float | None, many: float, much: float | None) -> float | None:
    """How cost grows with size: 1.0 in proportion, 2.0 with its square; None below half a second, which is noise."""
    if little is None or much is None or little < 0.5:
        return None
    return round(math.log(much / little) / math.log(many / few), 2)


def _multiple(cost: float | None, floor: float) -> float | None:
    return None if cost is None else round(cost / floor, 2)


def way_rows(results: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """What copying costs each way."""
    return [
        {"persons": size, "way": way, **{_HEADINGS[name]: value for name, value in cost.items()}}
        for size, result in sorted(results.items())
        for way, cost in sorted(result["ways"].items())
    ]


_HEADINGS = {"cpu_seconds": "CPU s", "seconds": "wall s", "peak_mib": "peak MiB"}


def write(results: dict[int, dict[str, Any]]) -> None:
    """The results and the tables that are made of them."""
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    documents.put(README, "overview", documents.table(overview(results)))
    documents.put(README, "stages", documents.table(stage_rows(results)))
    documents.put(README, "ways", documents.table(way_rows(results)))
    documents.put(README, "machine", "; ".join(dict.fromkeys(each["machine"] for each in results.values())))


def known() -> dict[int, dict[str, Any]]:
    """The results so far, by size."""
    if not RESULTS.is_file():
        return {}
    return {int(size): result for size, result in json.loads(RESULTS.read_text(encoding="utf-8")).items()}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline", description=__doc__)
    parser.add_argument("persons", type=int, nargs="+")
    for persons in parser.parse_args(arguments).persons:
        write(known() | {persons: measure(persons)})
    print(documents.table(overview(known())))


if __name__ == "__main__":
    main()
