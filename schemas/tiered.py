"""Stage tiered: circles, attention tiers, ranks and tags."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Date, Id, Texts
from schemas.table import Table


class HouseholdTier(Table):
    """一户的圈层、关注等级与街镇内排名"""

    stage = "tiered"
    name = "household_tier"
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


class HouseholdTag(Table):
    """一户或一人的一个标签"""

    stage = "tiered"
    name = "household_tag"
    primary_key = ("household_id", "person_id", "tag_code")
    shard_key = "household_id"

    household_id: Id | None
    person_id: Id | None
    tag_code: Code
    valid_from: Date | None
    valid_to: Date | None
    evidence: Texts
