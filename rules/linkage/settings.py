"""What comparisons.toml says, checked: comparisons with their levels, thresholds, and what counts as support."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(_Strict):
    """One level of a comparison: how many times it doubles the odds. Level 0 has no bits: nothing was compared."""

    label: str
    bits: float | None = None


class Comparison(_Strict):
    """One field compared on ordered levels. `learnt`: the deliveries move its bits."""

    name: str
    label: str
    levels: tuple[Level, ...]
    learnt: bool = True

    @model_validator(mode="after")
    def _level_zero_is_silent(self) -> Comparison:
        if self.levels[0].bits is not None or any(level.bits is None for level in self.levels[1:]):
            raise ValueError(f"comparison {self.name}: level 0 has no bits, every other level has")
        return self


class Decision(_Strict):
    """Thresholds of the matcher."""

    accept_probability: float = Field(gt=0.5, lt=1)
    review_probability: float = Field(gt=0, lt=1)
    block_cap: int = Field(gt=1)
    pairs_per_record: int = Field(gt=0)
    shared_rare: int = Field(gt=0)
    shared_common: int = Field(gt=0)
    shared_many: int = Field(gt=0)
    least_population: int = Field(gt=0)
    namesakes: int = Field(gt=0)
    agreeing_departments: int = Field(gt=1)
    roster_repeats: float = Field(ge=0, lt=1)
    youngest_parent: int = Field(gt=0)
    borrowed_years: int = Field(ge=0)
    crowded_names: int = Field(gt=1)


class NameOnly(_Strict):
    """When a name alone links: nobody else known bears it and masked known records were almost never mistaken so."""

    accept_probability: float = Field(gt=0.5, lt=1)
    known_pairs: int = Field(gt=0)


class Calibration(_Strict):
    """How weights are learnt from known records whose id is masked."""

    sample_size: int = Field(ge=0)
    prior_bits: float
    spread_bits: float = Field(gt=0)
    pattern_records: float = Field(gt=0)


class Quality(_Strict):
    """How many known records play residual ones, so that the links are tested in every run."""

    shadows: int = Field(ge=0)
    shadows_per_record: int = Field(ge=1)
    candidates_kept: int = Field(ge=2)


class Holder(_Strict):
    """Bits for the holder of an id whose name a record contradicts, by how the record's birth date agrees."""

    birth_same: float
    birth_near: float
    birth_unknown: float
    birth_different: float
    believed_records: float = Field(ge=0)

    @property
    def bits(self) -> Mapping[str, float]:
        """The bits by what the birth date says."""
        return {name: value for name, value in self.model_dump().items() if name.startswith("birth_")}


class Settings(_Strict):
    """comparisons.toml as a whole."""

    decision: Decision
    name_only: NameOnly
    calibration: Calibration
    quality: Quality
    holder: Holder
    comparison: tuple[Comparison, ...]
    support: Mapping[str, int | tuple[int, ...]]

    @property
    def radices(self) -> tuple[int, ...]:
        """Number of levels of each comparison, in order: the mixed radix of a pattern code."""
        return tuple(len(comparison.levels) for comparison in self.comparison)


@cache
def settings() -> Settings:
    """The shipped comparisons.toml.

    Raises:
        pydantic.ValidationError: the file has unknown keys, levels without bits or thresholds out of range.
    """
    text = (resources.files("rules.linkage") / "comparisons.toml").read_text(encoding="utf-8")
    return Settings.model_validate(tomllib.loads(text))
