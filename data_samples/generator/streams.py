"""Randomness by name: the same seed and the same name give the same numbers, whatever else is drawn before."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Streams:
    """One independent stream of random numbers per name."""

    seed: int

    def __call__(self, name: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, zlib.crc32(name.encode())])))


def weighted(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Indexes 0..len(weights)-1 drawn in proportion to the weights; int64, `size` long."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.minimum(np.searchsorted(edges, rng.random(size) * edges[-1], side="right"), len(edges) - 1)


def between(rng: np.random.Generator, low: float | Floats, high: float | Floats, size: int) -> Floats:
    """Uniform numbers in [low, high)."""
    return low + rng.random(size) * (np.asarray(high) - low)


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Flags:
    """True with the given probability."""
    return rng.random(size) < share


def some_of(rng: np.random.Generator, candidates: Ints, count: int) -> Ints:
    """Up to `count` different candidates, sorted; fewer where there are fewer."""
    if count <= 0 or len(candidates) == 0:
        return np.empty(0, dtype=np.int64)
    draw = rng.random(len(candidates))
    return np.sort(candidates if count >= len(candidates) else candidates[np.argpartition(draw, count)[:count]])


def scaled(rate: float, size: int, least: int = 0) -> int:
    """How many of `size` a rate makes, rounded half up, at least `least`."""
    return max(least, int(rate * size + 0.5))
