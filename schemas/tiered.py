"""Stage tiered: which conditions hold for whom, circles, attention tiers, ranks and tags."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Date, Flag, Id, Number, Text, Texts
from schemas.table import Table


class ConditionHit(Table):
    """一条规则(圈层、标签、告警)的一组条件在一户或一人身上成立,连同依据"""

    primary_key = ("rule_kind", "rule_code", "block_number", "household_id", "person_id")
    shard_key = "household_id"

    rule_kind: Text
    rule_code: Code
    block_number: Count
    household_id: Id | None
    person_id: Id | None
    value: Text | None
    number_value: Number | None
    begun_date: Date | None
    valid_from: Date | None
    valid_to: Date | None
    evidence: Texts


class HouseholdTier(Table):
    """一户的圈层、关注等级与街镇内排名"""

    primary_key = ("household_id",)
    shard_key = "street_code"
    codes: ClassVar[dict[str, str]] = {
        "tier": "tier", "tier_low": "tier", "tier_high": "tier", "previous_tier": "tier", "circle": "circle"
    }  # fmt: skip

    household_id: Id
    circle: Code
    circles_all: Texts
    tier: Code
    tier_low: Code
    tier_high: Code
    rank_in_street: Count
    street_code: Code
    previous_tier: Code | None
    is_held: Flag
    needs_data: Flag
    awaited_extracts: Texts


class HouseholdTag(Table):
    """一户或一人的一个标签"""

    primary_key = ("household_id", "person_id", "tag_code")
    shard_key = "household_id"

    household_id: Id | None
    person_id: Id | None
    tag_code: Code
    valid_from: Date | None
    valid_to: Date | None
    evidence: Texts
