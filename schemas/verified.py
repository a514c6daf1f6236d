"""Stage verified: what was declared beside what the registers say, with its evidence; facts and rates."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Date, Fen, Flag, Id, Key, Month, Number, Ratio, Text, Texts
from schemas.table import Table


class Fact(Table):
    """关于一个人或一户的一条有日期、有证据的陈述"""

    primary_key = ("fact_code", "person_id", "household_id", "valid_from", "value")
    shard_key = "household_id"

    fact_code: Text
    person_id: Id | None
    household_id: Id | None
    value: Text | None
    valid_from: Date | None
    valid_to: Date | None
    is_known: Flag
    evidence: Texts


class ReportCase(Table):
    """一份报告的案头: 谁申请什么、申报了什么、核对哪段时间"""

    primary_key = ("report_id",)
    shard_key = "application_number"

    report_id: Id
    application_number: Id
    programme_code: Code
    applicant_person_id: Id | None
    household_id: Id | None
    street_code: Code
    accepted_date: Date | None
    issued_date: Date | None
    case_state: Text
    window_from: Month
    window_to: Month
    window_months: Count
    declared_member_count: Count | None
    declared_income_fen: Fen | None
    declared_deposits_fen: Fen | None
    declared_securities_fen: Fen | None
    declared_dwelling_count: Count | None
    declared_vehicle_count: Count | None


class ReportMember(Table):
    """一份报告中的一名家庭成员(申报的,以及同户未申报的)"""

    primary_key = ("report_id", "person_id")
    shard_key = "application_number"

    report_id: Id
    application_number: Id
    person_id: Id
    role: Code
    is_declared: Flag
    is_deceased: Flag
    is_counted: Flag
    link_tier: Code
    declared_income_fen: Fen | None
    record_number: Text | None


class Permission(Table):
    """一份报告可否为一名成员使用一个条线的数据"""

    primary_key = ("report_id", "person_id", "line")
    shard_key = "report_id"

    report_id: Id
    person_id: Id
    line: Text
    is_permitted: Flag
    reason: Text


class PersonEvidence(Table):
    """一条与一个人的一项经济状况有关的来源记录(尚未进入报告)"""

    is_private = True
    primary_key = ("item_code", "record_key", "month")
    shard_key = "person_id"
    codes: ClassVar[dict[str, str]] = {"item_code": "item"}

    person_id: Id
    item_code: Code
    extract: Text
    record_key: Key
    record_number: Text | None
    link_tier: Code
    basis: Code
    kind: Text | None
    unit_key: Key | None
    quantity: Count | None
    share: Number | None
    amount_fen: Fen | None
    month: Month | None
    as_of_date: Date | None
    valid_from: Date | None
    valid_to: Date | None
    is_counted: Flag
    is_countable: Flag
    reason_not_counted: Text | None


class IncomeMonth(Table):
    """一个人一个月一个来源的收入"""

    primary_key = ("person_id", "month", "category", "extract", "basis")
    shard_key = "person_id"
    codes: ClassVar[dict[str, str]] = {"category": "item"}

    person_id: Id
    month: Month
    category: Code
    extract: Text
    received_fen: Fen
    counted_fen: Fen
    basis: Code


class HouseholdIncome(Table):
    """一户有证据的月收入(只含允许使用的来源)"""

    primary_key = ("household_id",)
    shard_key = "household_id"

    household_id: Id
    income_fen: Fen | None
    is_complete: Flag
    evidence: Texts


class Evidence(Table):
    """一个项目、事实或指标背后的一条来源记录"""

    primary_key = ("subject_kind", "subject_id", "item_code", "person_id", "extract", "record_key", "month")
    shard_key = "report_id"

    subject_kind: Text
    subject_id: Id
    item_code: Text
    person_id: Id
    extract: Text
    record_key: Key
    record_number: Text | None
    link_tier: Code
    kind: Text | None
    amount_fen: Fen | None
    quantity: Count | None
    month: Month | None
    as_of_date: Date | None
    basis: Code | None
    is_counted: Flag
    is_countable: Flag
    is_proven: Flag
    reason_not_counted: Text | None


class ReportAmount(Table):
    """一份报告中一名成员一个项目的合计"""

    primary_key = ("report_id", "person_id", "item_code")
    shard_key = "report_id"
    codes: ClassVar[dict[str, str]] = {"item_code": "item"}

    report_id: Id
    person_id: Id
    item_code: Code
    verified_parts: Fen | None
    proven_parts: Fen | None
    verified_fen: Fen | None
    proven_fen: Fen | None
    countable_fen: Fen | None
    verified_quantity: Count | None
    proven_quantity: Count | None
    countable_quantity: Count | None


class Report(Table):
    """一份核对报告:一个家庭组成 x 一个项目 x 一次委托"""

    primary_key = ("report_id",)
    shard_key = "report_id"

    report_id: Id
    application_number: Id
    programme_code: Code
    household_id: Id | None
    street_code: Code
    accepted_date: Date | None
    issued_date: Date | None
    working_days: Count | None
    conclusion: Code
    has_difference: Flag
    under_declared: Flag
    over_declared: Flag
    exceeds_limit: Flag
    limits_exceeded: Texts
    verified_income_fen: Fen | None
    proven_income_fen: Fen | None
    countable_income_fen: Fen | None
    declared_income_fen: Fen | None
    income_is_complete: Flag
    benefit_fen: Fen | None
    member_count: Count
    direction: Code
    excluded_reason: Text | None
    sources_missing: Texts
    parameters_used: Texts
    contest_until: Date | None
    is_contestable: Flag


class ReportItem(Table):
    """一份报告中的一个项目:申报值、核实值、差异"""

    primary_key = ("report_id", "item_code", "person_id")
    shard_key = "report_id"
    codes: ClassVar[dict[str, str]] = {"item_code": "item"}

    report_id: Id
    item_code: Code
    person_id: Id | None
    declared: Fen | None
    verified: Fen | None
    difference: Fen | None
    tolerance: Fen | None
    verdict: Code
    direction: Code
    basis: Code | None
    proven: Fen | None
    is_under_declared: Flag
    is_over_declared: Flag


class ProgrammeRate(Table):
    """一个项目在一个时期、一个地区的差异率或检出率"""

    primary_key = ("programme_code", "period", "is_cumulative", "area_code", "unit", "rate_kind")
    shard_key = "programme_code"

    programme_code: Code
    period: Text
    is_cumulative: Flag
    area_code: Code
    unit: Code
    rate_kind: Code
    cut_off_date: Date
    numerator: Count
    denominator: Count
    rate: Ratio | None
    wilson_low: Ratio | None
    wilson_high: Ratio | None
    bound_low: Ratio | None
    bound_high: Ratio | None
    adverse_count: Count
    favourable_count: Count
    neutral_count: Count
    excluded_withdrawn: Count
    excluded_ended: Count
    excluded_unauthorised: Count
    excluded_objection: Count
    excluded_missing: Count
    is_small_sample: Flag
    official_label: Text | None


class PublishedRate(Table):
    """一个公布的比率,能否由印出的户数算出"""

    primary_key = ("programme_code", "period")

    programme_code: Code
    period: Text
    official_label: Text
    printed_count: Count
    printed_rate: Ratio
    is_possible: Flag | None
    numerator: Count | None
    nearest_below: Count | None
    nearest_above: Count | None
