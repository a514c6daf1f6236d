"""Weights of comparison patterns, learnt from known records whose id was masked; no label is ever asked for.

A pattern is one combination of levels, coded as one integer (mixed radix, first comparison most significant). Every
estimate works on counts of patterns, never on pairs. Weights are a logistic regression on the levels, held to the bits
of comparisons.toml by a normal prior: candidates share a block, so levels are not independent among those who are not
the same person, and ratios of frequencies would count shared evidence twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.linkage.settings import Settings
from rules.linkage.tables import Ints

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ROUNDS = 60
SAME_NAME = 11
"""Level of the comparison of names from which on they are the same."""
_LN2 = float(np.log(2.0))


@dataclass(frozen=True)
class Weights:
    """`by_level[c][l]` in bits for level l of comparison c, and `prior`, the bits of a candidate pair before any."""

    by_level: tuple[Floats, ...]
    prior: float

    def of(self, patterns: Ints, settings: Settings) -> Floats:
        """Total weight in bits of each pattern."""
        total = np.full(len(patterns), self.prior)
        for weights, level in zip(self.by_level, decode(patterns, settings), strict=True):
            total += weights[level]
        return total


def decode(patterns: Ints, settings: Settings) -> list[Ints]:
    """Level of each comparison in each pattern."""
    levels: list[Ints] = []
    rest = np.asarray(patterns, dtype=np.int64)
    for radix in reversed(settings.radices):
        levels.append(rest % radix)
        rest = rest // radix
    return levels[::-1]


def start(settings: Settings) -> Weights:
    """The bits of comparisons.toml alone."""
    by_level = (np.array([level.bits or 0.0 for level in item.levels]) for item in settings.comparison)
    return Weights(tuple(by_level), settings.calibration.prior_bits)


def fit(patterns: Ints, matches: Floats, others: Floats, settings: Settings) -> Weights:
    """Weights from how often each pattern was seen in true pairs and in other pairs of known records.

    Comparisons that are not learnt, and levels that were never seen, keep the bits of the file.
    """
    seen = (matches + others) > 0
    patterns, matches, others = patterns[seen], matches[seen], others[seen]
    given = start(settings)
    learnt = [place for place, item in enumerate(settings.comparison) if item.learnt]
    levels = decode(patterns, settings)
    offsets = np.concatenate([[0], np.cumsum(settings.radices)])
    before = np.concatenate([*given.by_level, [given.prior]]) * _LN2
    columns = np.stack([levels[place] + offsets[place] for place in learnt] + [np.full(len(patterns), len(before) - 1)])
    silent = np.zeros(len(before), dtype=np.bool_)
    silent[offsets[:-1]] = True
    fixed = np.zeros(len(patterns))
    for place in set(range(len(settings.comparison))) - set(learnt):
        fixed += before[offsets[place] + levels[place]]
    weights = _regress(
        columns, fixed, matches, matches + others, before, silent, settings.calibration.spread_bits * _LN2
    )
    # a sum may round differently on another processor; weights must not
    bits = np.round(weights / _LN2, 4)
    by_level = tuple(bits[first:last] for first, last in pairwise(offsets.tolist()))
    return Weights(by_level, float(bits[-1]))


def self_trained(patterns: Ints, counts: Floats, settings: Settings, rounds: int = 8) -> Weights:
    """Weights from unlabelled pattern counts by expectation and maximisation: where no record has a valid id."""
    weights = start(settings)
    for _ in range(rounds):
        posterior = probability(weights.of(patterns, settings))
        weights = fit(patterns, counts * posterior, counts * (1 - posterior), settings)
    return weights


def smoothed(weights: Weights, patterns: Ints, matches: Floats, others: Floats, settings: Settings) -> Floats:
    """Weight in bits of each pattern: the model's, corrected by what was seen of exactly this pattern.

    What was never seen in masked records, because it is not learnt, adds its own bits to what was seen of the rest.
    """
    return learnt(weights, patterns, matches, others, settings).bits(settings)


class Learnt(NamedTuple):
    """What is known of each pattern: `rest`, the pattern without what is not learnt, and the `unseen` bits of that;
    the model's probability of the rest, and how often it was seen in true pairs and in others."""

    rest: Ints
    unseen: Floats
    modelled: Floats
    matches: Floats
    others: Floats

    def bits(self, settings: Settings) -> Floats:
        """Weight of each pattern: the model's probability, corrected by what was seen."""
        strength = settings.calibration.pattern_records
        share = (self.matches + strength * self.modelled) / (self.matches + self.others + strength)
        share = share.clip(1e-9, 1 - 1e-9)
        return np.asarray(np.log2(share) - np.log2(1 - share) + self.unseen, dtype=np.float64)


def learnt(weights: Weights, patterns: Ints, matches: Floats, others: Floats, settings: Settings) -> Learnt:
    """What `smoothed` makes bits of."""
    rest, unseen = _without_unlearnt(patterns, weights, settings)
    modelled = probability(weights.of(rest, settings))
    modelled = _shrunk(modelled, _cells(rest, settings), matches, others, settings.calibration.pattern_records)
    seen = of_the_rest(patterns, matches, settings), of_the_rest(patterns, others, settings)
    return Learnt(rest, unseen, modelled, *seen)


CELL = ("name", "birth", "address", "household")
"""Comparisons that depend on one another most: two of a household share a door, but not a name."""


def _cells(patterns: Ints, settings: Settings) -> Ints:
    """Number of the cell of each pattern: its levels of the comparisons in CELL."""
    cells = np.zeros(len(patterns), dtype=np.int64)
    for item, level in zip(settings.comparison, decode(patterns, settings), strict=True):
        if item.name in CELL:
            cells = cells * len(item.levels) + level
    return np.asarray(np.unique(cells, return_inverse=True)[1], dtype=np.int64)


def _shrunk(modelled: Floats, cells: Ints, matches: Floats, others: Floats, strength: float) -> Floats:
    """The model's probabilities, their odds moved by what was seen of each cell as a whole."""
    seen = np.bincount(cells, matches + others, cells.max(initial=-1) + 1)
    expected = np.bincount(cells, (matches + others) * modelled, len(seen))
    share = np.divide(expected, seen, out=np.full(len(seen), 0.5), where=seen > 0).clip(1e-6, 1 - 1e-6)
    found = (np.bincount(cells, matches, len(seen)) + strength * share) / (seen + strength)
    moved = np.round(found / (1 - found) * (1 - share) / share, 9)[cells]
    return np.asarray(modelled * moved / (modelled * moved + 1 - modelled), dtype=np.float64)


def of_the_rest(patterns: Ints, counts: Floats, settings: Settings) -> Floats:
    """For each pattern, the count of the pattern that is like it but silent in every comparison that is not learnt."""
    rest, _ = _without_unlearnt(patterns, start(settings), settings)
    known, place = np.unique(patterns, return_index=True)
    at = np.searchsorted(known, rest).clip(max=len(known) - 1)
    return np.where(known[at] == rest, counts[place[at]], 0.0) if len(known) else np.zeros(0)


def _without_unlearnt(patterns: Ints, weights: Weights, settings: Settings) -> tuple[Ints, Floats]:
    """The patterns with every comparison that is not learnt silent, and the bits that those had."""
    rest, bits, unit = np.asarray(patterns, dtype=np.int64).copy(), np.zeros(len(patterns)), 1
    levels = decode(patterns, settings)
    for place in reversed(range(len(settings.comparison))):
        if not settings.comparison[place].learnt:
            rest -= levels[place] * unit
            bits += weights.by_level[place][levels[place]]
        unit *= settings.radices[place]
    return rest, bits


def probability(bits: Floats) -> Floats:
    """Probability of a weight in bits."""
    return np.asarray(1 / (1 + 2.0 ** -bits.clip(-60, 60)), dtype=np.float64)


def supported(patterns: Ints, settings: Settings) -> Flags:
    """Which patterns have more in common than a name."""
    levels = dict(zip((item.name for item in settings.comparison), decode(patterns, settings), strict=True))
    answer = np.zeros(len(patterns), dtype=np.bool_)
    for name, needed in settings.support.items():
        answer |= np.isin(levels[name], needed) if isinstance(needed, tuple) else levels[name] >= needed
    return answer


def name_only(patterns: Ints, matches: Floats, others: Floats, settings: Settings) -> Flags:
    """Which patterns are a name and nothing else that nobody else known can claim; none where this often errs.

    Either nobody else bears the name, or nobody else who does is still missing from the list of one row a person.
    """
    levels = dict(zip((item.name for item in settings.comparison), decode(patterns, settings), strict=True))
    alone, sole = (len(item.levels) - 1 for item in settings.comparison if item.name in ("name", "roster"))
    plain = (levels["birth"] == 0) & (levels["sex"] != 1) & ~np.isin(levels["id"], (1, 2)) & (levels["roster"] != 1)
    answer = np.zeros(len(patterns), dtype=np.bool_)
    for part in (levels["name"] == alone, (levels["roster"] == sole) & (levels["name"] >= SAME_NAME)):
        right, wrong = matches[plain & part].sum(), others[plain & part].sum()
        least = max(settings.name_only.known_pairs, settings.name_only.accept_probability * (right + wrong))
        if right >= least:
            answer |= plain & part
    return answer


def _regress(
    columns: Ints, fixed: Floats, matches: Floats, totals: Floats, before: Floats, silent: Flags, spread: float
) -> Floats:
    """Newton's method for a logistic regression with a normal prior around `before`.

    `columns` (terms, n): the weights that each row adds up; `silent` weights stay zero.
    """
    size = len(before)
    design = np.zeros((columns.shape[1], size))
    for column in columns:
        design[np.arange(columns.shape[1]), column] = 1.0
    design[:, silent] = 0.0
    weights = before.copy()
    weights[silent] = 0.0
    before = weights.copy()
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.exp(-(design @ weights + fixed).clip(-40, 40)))
        slope = design.T @ (matches - totals * share) - (weights - before) / spread**2
        curve = design.T @ (design * (totals * share * (1 - share))[:, None]) + np.eye(size) / spread**2
        step = np.linalg.solve(curve, slope)
        largest = float(np.abs(step).max())
        weights = weights + step * min(1.0, 4.0 / max(largest, 1e-12))
        if largest < 1e-6:
            break
    return weights
