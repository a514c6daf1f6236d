"""How dirty each extract is: the shares of dirt.toml, or of a file of the same shape."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data_samples.generator.streams import Flags, Ints

Shares = Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """The shares of every extract; `of` gives one extract's own over the defaults."""

    default: Shares
    own: Mapping[str, Shares]

    def of(self, extract: str) -> Shares:
        return {**self.default, **self.own.get(extract, {})}


def read(path: Path | None = None) -> Profile:
    """The shipped dirt.toml, or another file: it names only what differs from the shipped one.

    Raises:
        ValueError: a share that the shipped defaults do not have.
    """
    shipped = _shipped()
    if path is None:
        return shipped
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted({key for table in told.values() for key in table} - set(shipped.default))
    if unknown:
        raise ValueError(f"{path.name}: 没有 {unknown[0]} 这一项比例")
    names = {*shipped.own, *told} - {"default"}
    own = {name: {**shipped.own.get(name, {}), **told.get(name, {})} for name in sorted(names)}
    return Profile({**shipped.default, **told.get("default", {})}, own)


@cache
def _shipped() -> Profile:
    text = (resources.files("data_samples") / "generator" / "dirt.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return Profile(told.pop("default"), told)


def clean() -> Profile:
    """A profile without any dirt."""
    none = {
        key: value if key in ("address", "line_end") else type(value)() for key, value in _shipped().default.items()
    }
    return Profile({**none, "address": [1, 0, 0, 0, 0, 0]}, {})


def drawn(rng: np.random.Generator, shares: Sequence[float], may: Mapping[int, Flags], spared: Flags) -> Ints:
    """Index of the kind drawn per row, -1 for none: each kind with its share, `may` says in which rows it can be."""
    draw, kind = rng.random(len(spared)), np.full(len(spared), -1, dtype=np.int64)
    rows = np.flatnonzero((draw < sum(shares)) & ~spared)
    draw, edge = draw[rows], np.zeros(len(rows))
    for place, share in enumerate(shares):
        upper = edge + (share * may[place][rows] if place in may else share)
        kind[rows[(draw >= edge) & (draw < upper)]] = place
        edge = upper
    return kind


def labels(kind: Ints, words: tuple[str, ...]) -> pl.Series:
    """The word of each kind, NULL for -1."""
    return pl.Series([*words, None], dtype=pl.String).gather(np.where(kind < 0, len(words), kind))
