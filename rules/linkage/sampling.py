"""What a drawn sample of reviewed pairs says of all pairs: rates by band, weighted, with their intervals."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

DRAWS, SEED, TAIL = 4_000, 20171231, 0.025
"""Intervals come from this many draws of what the unseen pairs may be, always the same draws."""
HALF, LEAST = 0.5, 1e-6
"""Half an answer is added where a band has few (Jeffreys); a band without a fault has next to none."""


class Band(BaseModel):
    """Pairs of one probability, from `from_` up to the band before; without `from_` linked ones that have none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    is_linked: bool
    from_: float | None = Field(default=None, alias="from", ge=0, lt=1)
    spread: float = Field(gt=0, le=0.5)


class Review(BaseModel):
    """review.toml as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pairs: int = Field(ge=0)
    least: int = Field(ge=1)
    own_stratum: int = Field(ge=1)
    band: tuple[Band, ...]

    @model_validator(mode="after")
    def _bands_leave_no_hole(self) -> Review:
        for is_linked in (True, False):
            lowest = [band.from_ for band in self.band if band.is_linked == is_linked]
            numbers = [number for number in lowest if number is not None]
            if (
                lowest.count(None) != is_linked
                or numbers != sorted(set(numbers), reverse=True)
                or numbers[-1:] != [0.0]
            ):
                raise ValueError("bands go down to 0, and one of linked pairs has no probability")
        return self

    def frame(self) -> pl.DataFrame:
        """band_place (from 1), band_code, is_linked, lowest, below (NULL where there is no probability), spread."""
        rows, above = [], {True: 2.0, False: 2.0}
        for place, band in enumerate(self.band, 1):
            rows.append((place, band.code, band.is_linked, band.from_, above[band.is_linked], band.spread))
            above[band.is_linked] = above[band.is_linked] if band.from_ is None else band.from_
        schema = {"band_place": pl.Int32, "band_code": pl.String, "is_linked": pl.Boolean, "lowest": pl.Float64,
                  "below": pl.Float64, "spread": pl.Float64}  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")


@cache
def review() -> Review:
    """The shipped review.toml.

    Raises:
        pydantic.ValidationError: unknown keys, or bands that leave a hole.
    """
    text = (resources.files("rules.linkage") / "review.toml").read_text(encoding="utf-8")
    return Review.model_validate(tomllib.loads(text))


class Estimate(NamedTuple):
    """One measure: its rate and 95 % interval, answers it rests on, records it speaks for."""

    measure: str
    rate: float
    low: float
    high: float
    tested: int
    records: int


def estimates(answers: pl.DataFrame, bands: pl.DataFrame) -> list[Estimate]:
    """Precision and recall of all pairs, told by the reviewed ones.

    `answers`: band_place, weight (1 / inclusion probability), is_same. `bands`: band_place, is_linked, pairs (the
    answered ones among them). A measure is stated only where every band that it needs has an answer.
    Precision: linked pairs that are one person. Recall: of the pairs that are one person, those that are linked; a true
    pair that is not among the kept candidates is seen by nobody.

    >>> half = pl.DataFrame({"band_place": [1, 1], "weight": [5.0, 5.0], "is_same": [True, False]})
    >>> estimates(half, pl.DataFrame({"band_place": [1], "is_linked": [True], "pairs": [10]}))[0].rate
    0.5
    """
    known = {place: part for (place,), part in answers.sort("band_place").group_by("band_place", maintain_order=True)}
    linked, apart = _Class(), _Class()
    random = np.random.default_rng(SEED)
    for place, is_linked, count in bands.sort("band_place").select("band_place", "is_linked", "pairs").iter_rows():
        (linked if is_linked else apart).add(known.get(place), count, is_linked, random)
    found: list[Estimate] = []
    if linked.tested and not linked.is_silent:
        low, high = (draws / linked.pairs for draws in (linked.worst, linked.best))
        found.append(_stated("precision", linked.right / linked.pairs, low, high, linked.tested, linked.pairs))
        if linked.right and not apart.is_silent:
            rate = linked.right / (linked.right + apart.right)
            low = linked.worst / np.maximum(linked.worst + apart.worst, 1)
            high = linked.best / np.maximum(linked.best + apart.best, 1)
            tested, pairs = linked.tested + apart.tested, linked.pairs + apart.pairs
            found.append(_stated("recall", rate, low, high, tested, pairs))
    return found


class _Class:
    """Linked pairs, or those apart: how many are one person, as estimated and as drawn at worst and at best."""

    def __init__(self) -> None:
        self.right, self.pairs, self.tested, self.is_silent = 0.0, 0, 0, False
        self.worst, self.best = np.zeros(DRAWS), np.zeros(DRAWS)

    def add(self, answers: pl.DataFrame | None, pairs: int, is_linked: bool, random: np.random.Generator) -> None:
        """One more band. At worst half an answer more speaks against the links, at best half an answer for them."""
        self.pairs += pairs
        if answers is None:
            self.is_silent |= pairs > 0
            return
        weight, same = answers["weight"].to_numpy(), answers["is_same"].to_numpy()
        rate, effective = float(weight[same].sum() / weight.sum()), float(weight.sum() ** 2 / (weight**2).sum())
        yes, no = rate * effective, (1 - rate) * effective
        best = (yes + HALF, max(no, LEAST)) if is_linked else (max(yes, LEAST), no + HALF)
        unseen = max(pairs - len(same), 0)
        self.worst += same.sum() + random.binomial(unseen, random.beta(yes + HALF, no + HALF, DRAWS))
        self.best += same.sum() + random.binomial(unseen, random.beta(*best, DRAWS))
        self.right += rate * pairs
        self.tested += len(same)


def _stated(measure: str, rate: float, worst: np.ndarray, best: np.ndarray, tested: int, records: int) -> Estimate:
    low, high = min(float(np.quantile(worst, TAIL)), rate), max(float(np.quantile(best, 1 - TAIL)), rate)
    return Estimate(measure, round(rate, 6), round(low, 4), round(min(high, 1.0), 4), tested, records)
