"""Stage scored: how hard each household's life is, indicator by indicator."""

from __future__ import annotations

from schemas.columns import Code, Count, Flag, Id, Number, Ratio, Text, Texts
from schemas.table import Table


class HouseholdIndicator(Table):
    """一户的一个单项指标"""

    stage = "scored"
    name = "household_indicator"
    primary_key = ("household_id", "indicator_code")
    shard_key = "household_id"

    household_id: Id
    indicator_code: Code
    state: Code
    points: Count
    measure: Text | None
    value: Number | None
    evidence: Texts
    sentence: Text


class HouseholdScore(Table):
    """一户的总分"""

    stage = "scored"
    name = "household_score"
    primary_key = ("household_id",)
    shard_key = "household_id"

    household_id: Id
    score_low: Count
    score_high: Count
    coverage_ratio: Ratio
    dimensions_hit: Count
    is_multiple: Flag


class AreaDeprivation(Table):
    """一个街镇的多维困难指数(Alkire-Foster)"""

    stage = "scored"
    name = "area_deprivation"
    primary_key = ("area_code",)

    area_code: Code
    household_count: Count
    multiple_low: Count
    multiple_high: Count
    headcount_ratio_low: Ratio | None
    headcount_ratio_high: Ratio | None
    intensity_low: Ratio | None
    intensity_high: Ratio | None
    adjusted_headcount_low: Ratio | None
    adjusted_headcount_high: Ratio | None
