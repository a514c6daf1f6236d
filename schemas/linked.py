"""Stage linked: which record belongs to whom, persons, households and who lives in them."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Date, Flag, Id, Key, Number, Ratio, Text, Year
from schemas.table import Table


class RecordLink(Table):
    """一条送达记录属于哪个人"""

    primary_key = ("record_key",)
    shard_key = "person_id"

    record_key: Key
    extract: Text
    record_number: Text | None
    person_id: Id
    link_tier: Code
    probability: Ratio | None


class Person(Table):
    """一个人"""

    primary_key = ("person_id",)
    shard_key = "person_id"

    person_id: Id
    birth_year: Year | None
    sex_code: Code
    is_registered: Flag
    is_deceased: Flag


class Identity(Table):
    """一个人的明文身份(保险库;不出 state)"""

    primary_key = ("person_id",)
    shard_key = "person_id"
    is_private = True

    person_id: Id
    name_text: Text | None
    id_number: Id | None
    birth_date: Date | None
    sex_code: Code
    phone: Text | None
    address: Text | None
    street_code: Code | None
    committee_code: Code | None
    register_address: Text | None
    register_street_code: Code | None
    register_household_number: Id | None
    deceased_date: Date | None


class Door(Table):
    """一种地址写法说的是哪一扇门(同一扇门的写法可以不同)"""

    primary_key = ("address",)
    is_private = True

    address: Text
    district: Text | None
    door: Key


class Household(Table):
    """一户(截至 as-of)"""

    primary_key = ("household_id",)
    shard_key = "household_id"
    codes: ClassVar[dict[str, str]] = {"basis": "household_basis"}

    household_id: Id
    basis: Code
    street_code: Code
    committee_code: Code
    register_street_code: Code
    member_count: Count


class HouseholdMember(Table):
    """一户中的一名成员"""

    primary_key = ("household_id", "person_id")
    shard_key = "household_id"

    household_id: Id
    person_id: Id
    role: Code
    valid_from: Date | None
    valid_to: Date | None


class LinkResidual(Table):
    """一条证件号定不了人的记录,以及为什么"""

    primary_key = ("record_key",)

    record_key: Key
    first_key: Key
    residual_code: Code
    holder_person_id: Id | None
    holder_birth: Code | None


class LinkCandidate(Table):
    """一种残余写法的一名候选: 比较结果、分量、归了此人或为何没有"""

    primary_key = ("first_key", "candidate_place")

    first_key: Key
    candidate_place: Count
    candidate_person_id: Id
    pattern: Key
    is_same_household: Flag
    bits: Number
    probability: Ratio | None
    needed_probability: Ratio | None
    outcome_code: Code


class LinkWeight(Table):
    """本批链接中一项比较的一级有多少分量"""

    primary_key = ("comparison_place", "level_number", "is_same_household")

    comparison_place: Count
    comparison: Text
    comparison_label: Text
    level_number: Count
    level_label: Text
    is_same_household: Flag
    bits: Number


class Quality(Table):
    """本批概率链接的质量: 一种量法、一个指标、一组人"""

    primary_key = ("source_code", "measure_code", "group_kind", "group_code")

    source_code: Code
    measure_code: Code
    group_kind: Code
    group_code: Code
    group_label: Text
    rate: Ratio | None
    rate_low: Ratio | None
    rate_high: Ratio | None
    tested_count: Count
    record_count: Count
    floor_ratio: Ratio | None
    is_below_floor: Flag


class LinkReview(Table):
    """一处需要人来裁定的链接"""

    primary_key = ("record_key",)
    codes: ClassVar[dict[str, str]] = {"reason_code": "review_reason"}

    record_key: Key
    extract: Text
    record_number: Text | None
    person_id: Id
    candidate_person_id: Id | None
    reason_code: Code
    probability: Ratio | None


class LinkSample(Table):
    """抽给人复核的一对记录: 抽取概率已知,裁定后据以估计查准率与查全率"""

    primary_key = ("sample_number",)

    sample_number: Text
    sample_place: Count
    band_code: Code
    record_key: Key
    extract: Text
    record_number: Text
    person_id: Id
    candidate_person_id: Id
    extract_b: Text
    record_number_b: Text
