"""Stage scored: how hard each household's life is, indicator by indicator."""

from __future__ import annotations

from schemas.columns import Code, Count, Flag, Id, Number, Ratio, Text, Texts
from schemas.table import Table


class LivingMember(Table):
    """评分所用的一名在世家庭成员"""

    primary_key = ("household_id", "person_id")
    shard_key = "household_id"

    household_id: Id
    person_id: Id
    role: Code
    age: Count | None
    sex_code: Code
    is_identified: Flag


class HouseholdSize(Table):
    """一户的在世人数与长幼,以及其中查不到登记、不知年龄的人数"""

    primary_key = ("household_id",)
    shard_key = "household_id"

    household_id: Id
    member_count: Count
    unidentified_count: Count
    undated_count: Count
    youngest_age: Count | None
    oldest_age: Count | None
    is_rural: Flag


class HouseholdIndicator(Table):
    """一户的一个单项指标"""

    primary_key = ("household_id", "indicator_code")
    shard_key = "household_id"

    household_id: Id
    indicator_code: Code
    state: Code
    points: Count
    points_high: Count
    measure: Text | None
    value: Number | None
    evidence: Texts
    sentence: Text


class HouseholdScore(Table):
    """一户的总分"""

    primary_key = ("household_id",)
    shard_key = "household_id"

    household_id: Id
    score_low: Count
    score_high: Count
    coverage_ratio: Ratio
    dimensions_hit: Count
    dimensions_possible: Count
    is_multiple: Flag


class AreaDeprivation(Table):
    """一个街镇的多维困难指数(Alkire-Foster)"""

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
