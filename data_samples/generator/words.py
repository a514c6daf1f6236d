"""Reads the word lists in vocabulary/: names, area codes, streets. Nothing there names a real person or address."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import polars as pl

FOLDER = resources.files("data_samples") / "generator" / "vocabulary"


def table(name: str) -> list[dict[str, str]]:
    """Rows of a CSV word list; its leading comment lines are skipped."""
    lines = [line for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@cache
def tree(name: str) -> dict[str, Any]:
    """A TOML word list."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def streets() -> pl.DataFrame:
    """Streets in the order in which a growing city takes them: street_code, street, district_code, district, former."""
    frame = pl.DataFrame(table("streets.csv"))
    first = tree("places.toml")["first_streets"]
    rank = {code: place for place, code in enumerate(first)}
    former = tree("places.toml")["former_districts"]
    return (
        frame.with_columns(
            rank=pl.col("street_code").replace_strict(rank, default=len(first), return_dtype=pl.Int32),
            turn=pl.int_range(pl.len()).over("district_code"),
            former=pl.col("street_code").replace_strict(former, default=None, return_dtype=pl.String),
        )
        .sort("rank", "turn", "street_code")
        .drop("rank", "turn")
    )


@cache
def road_names() -> tuple[str, ...]:
    """Invented road names, all different, as many as five a street."""
    places = tree("places.toml")
    names = [a + b + kind for kind in places["road_kinds"] for a in places["road_first"] for b in places["road_second"]]
    return tuple(names[: 5 * streets().height])


@dataclass(frozen=True)
class Areas:
    """County-level codes with the years in which each was issued (both included)."""

    code: np.ndarray
    since: np.ndarray
    until: np.ndarray
    local: np.ndarray


@cache
def areas() -> Areas:
    """All known codes, sorted as in the file."""
    rows = table("areas.csv")
    code = np.array([int(row["code"]) for row in rows], dtype=np.int64)
    return Areas(
        code=code,
        since=np.array([int(row["from_year"]) for row in rows], dtype=np.int64),
        until=np.array([int(row["to_year"]) for row in rows], dtype=np.int64),
        local=code // 10000 == 31,
    )
