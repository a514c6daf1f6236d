"""What the TOML of need scoring may say: indicators with dated bands, and score.toml (dimensions, caps, tiers)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from rules.explain import check
from rules.files import RulebookError, RuleFiles
from rules.parameters import DAY, Parameter, Status
from rules.specs import Needs, Purpose, Spec, check_parameters, load_folder
from rules.syntax import quoted_words, result_columns
from schemas.faults import entry_fault

MEASURED = ("household_id", "measure", "value", "worst", "is_known", "evidence")
"""What every indicator's SQL returns: `value` earns points; `worst` is what cannot be excluded where not `is_known`."""

Strict = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Band(BaseModel):
    """One threshold and its points: a number (`at`), or a parameter (`of`) times a factor."""

    model_config = Strict

    at: Decimal | None = None
    of: str | None = None
    times: Decimal = Decimal(1)
    points: int = Field(gt=0)

    @field_validator("at", "times", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _one_threshold(self) -> Band:
        if (self.at is None) == (self.of is None):
            raise ValueError("一档只写一种界: at,或 of(与 times)")
        return self

    @property
    def height(self) -> Decimal:
        """What bands of one base are ordered by."""
        return self.at if self.at is not None else self.times


class DatedBands(BaseModel):
    """The bands of one measure from one day on, hardest first."""

    model_config = Strict

    valid_from: Annotated[datetime.date, Field(alias="from")]
    until: datetime.date | None = None
    basis: Annotated[str, Field(min_length=2)]
    status: Status
    bands: tuple[Band, ...] = Field(min_length=1)


class MeasureSpec(BaseModel):
    """One measure of an indicator: which side of a threshold is hard, the bands, and the sentence of a hit."""

    model_config = Strict

    label: str
    unit: str
    when: Literal["below", "up_to", "at_least"]
    because: str
    dated: tuple[DatedBands, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> MeasureSpec:
        for before, after in pairwise(self.dated):
            if after.valid_from <= before.valid_from:
                raise ValueError(f"日期要由早到晚: {before.valid_from} 之后写了 {after.valid_from}")
            if before.until is not None and before.until + DAY != after.valid_from:
                fault = "日期有空档" if before.until < after.valid_from else "日期重叠"
                raise ValueError(f"{fault}: {before.until} 之后接着 {after.valid_from}")
        for version in self.dated:
            self._check_bands(version.bands)
        return self

    def _check_bands(self, bands: tuple[Band, ...]) -> None:
        if len({band.of for band in bands}) > 1:
            raise ValueError("一个量的各档用同一种界: 都写 at,或都写同一个 of")
        for harder, milder in pairwise(bands):
            if harder.height == milder.height:
                raise ValueError(f"界 {harder.height:f} 写了两遍")
            if (harder.height < milder.height) == (self.when == "at_least") or harder.points <= milder.points:
                raise ValueError("各档由难到易写: 界逐档放宽,分数逐档减少")

    def on(self, day: datetime.date) -> DatedBands | None:
        """The bands in force on a day."""
        found = [v for v in self.dated if v.valid_from <= day and (v.until is None or day <= v.until)]
        return found[-1] if found else None


class IndicatorSpec(Spec):
    """One indicator: SQL measures, this judges (bands) and words (sentences)."""

    label: str
    full: int = Field(gt=0)
    purpose: Purpose
    needs: Needs = "all"
    does_without: tuple[str, ...] = ()
    otherwise: str
    missing: str
    note: str | None = None
    measures: Mapping[str, MeasureSpec] = Field(min_length=1)

    @property
    def dimension(self) -> str:
        """The folder says it: rules/indicators/<dimension>/<code>.toml."""
        return self.file.split("/")[1]

    @property
    def sql(self) -> str:
        return self.file.removesuffix(".toml") + ".sql"

    @property
    def sentences(self) -> tuple[str, ...]:
        return (self.otherwise, self.missing, *(measure.because for measure in self.measures.values()))


class CapSpec(BaseModel):
    """Indicators that together give no more than so many points."""

    model_config = Strict

    label: str
    indicators: tuple[str, ...] = Field(min_length=2)
    at_most: int = Field(gt=0)


class ScoreSpec(BaseModel):
    """score.toml: how the points of the indicators become one score."""

    model_config = Strict

    name: str
    basis: str
    status: Status
    dimensions: tuple[str, ...] = Field(min_length=1)
    multiple_at: int = Field(gt=0)
    need_data_gap: int = Field(gt=0)
    nobody: str
    caps: Mapping[str, CapSpec]
    tiers: Mapping[str, int]

    @model_validator(mode="after")
    def _falling(self) -> ScoreSpec:
        cuts = list(self.tiers.values())
        if sorted(set(cuts), reverse=True) != cuts:
            raise ValueError("tiers: 分界由第一级到最末一级逐级降低")
        return self

    @cached_property
    def cap_of(self) -> dict[str, str]:
        """Indicator code -> its cap."""
        return {code: name for name, cap in self.caps.items() for code in cap.indicators}


def load_indicators(
    files: RuleFiles, parameters: Mapping[str, Parameter], first_date: datetime.date
) -> Mapping[str, IndicatorSpec]:
    """All indicators by code.

    Raises:
        RulebookError: unknown keys or parameters, bands with holes, unsorted or double, a sentence that names what the
            SQL does not return, a measure that the SQL does not know.
    """
    found = load_folder(files, "indicators", IndicatorSpec)
    for spec in found.values():
        if spec.file.count("/") != 2:
            raise RulebookError(spec.file, None, "指标文件要放在它的维度的文件夹里: indicators/<维度>/")
        _check_bands(spec, parameters, first_date)
        _check_words(spec, files.text(spec.sql))
        check_parameters(spec.file, spec.sentences, parameters)
    return found


def _check_bands(spec: IndicatorSpec, parameters: Mapping[str, Parameter], first_date: datetime.date) -> None:
    for name, measure in spec.measures.items():
        key = f"measures.{name}"
        if measure.dated[0].valid_from > first_date:
            raise RulebookError(spec.file, key, f"日期有空档: {first_date} 起没有分档")
        if measure.dated[-1].until is not None:
            reason = f"日期有空档: {measure.dated[-1].until} 之后没有分档"
            raise RulebookError(spec.file, key, reason)
        for band in (band for version in measure.dated for band in version.bands):
            if band.of is not None and band.of not in parameters:
                raise RulebookError(spec.file, key, f"of = {band.of}: 没有这个参数")
            if band.points > spec.full:
                raise RulebookError(spec.file, key, f"有一档给 {band.points} 分,超过满分 full = {spec.full}")
    most = max(measure.dated[-1].bands[0].points for measure in spec.measures.values())
    if most != spec.full:
        raise RulebookError(spec.file, "full", f"满分写 {spec.full},而最高一档只有 {most} 分")


def _check_words(spec: IndicatorSpec, sql: str) -> None:
    try:
        columns, words = result_columns(sql), quoted_words(sql)
    except ValueError as error:
        raise RulebookError(spec.sql, None, str(error)) from None
    for name in MEASURED:
        if name not in columns:
            raise RulebookError(spec.sql, None, f"没有返回列 {name}")
    for name in spec.measures:
        if name not in words:
            raise RulebookError(spec.file, f"measures.{name}", "同名 SQL 里没有这个量")
    for sentence in spec.sentences:
        try:
            check(sentence, columns)
        except ValueError as error:
            raise RulebookError(spec.file, None, f"句子“{_start(sentence)}”: {error}") from None


def _start(sentence: str) -> str:
    return sentence if len(sentence) <= 20 else sentence[:20] + "…"


def load_score(files: RuleFiles, indicators: Mapping[str, IndicatorSpec]) -> ScoreSpec:
    """score.toml, checked against the indicators.

    Raises:
        RulebookError: unknown keys, a cap on an unknown or twice capped indicator, an indicator outside the dimensions.
    """
    file = "score.toml"
    entries = files.toml(file)
    try:
        score = ScoreSpec.model_validate({**entries.pop("score", {}), **entries})
    except ValidationError as error:
        raise RulebookError(file, None, entry_fault(error, ScoreSpec)) from None
    capped = [code for cap in score.caps.values() for code in cap.indicators]
    for code in capped:
        if code not in indicators:
            raise RulebookError(file, "caps", f"没有指标 {code}")
        if capped.count(code) > 1:
            raise RulebookError(file, "caps", f"{code} 写在两个封顶里")
    for spec in indicators.values():
        if spec.dimension not in score.dimensions:
            raise RulebookError(spec.file, None, f"score.toml 没有维度 {spec.dimension}")
    return score


def reachable(score: ScoreSpec, indicators: Mapping[str, IndicatorSpec]) -> int:
    """The highest score that any household can have: all full, under the caps."""
    free = sum(spec.full for code, spec in indicators.items() if code not in score.cap_of)
    return free + sum(
        min(cap.at_most, sum(indicators[code].full for code in cap.indicators)) for cap in score.caps.values()
    )
