"""Stage verified, continued: who counts as the household, what its income is assessed at, what it is worth in aid."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Fen, Flag, Id, Month, Text, Texts
from schemas.table import Table


class HouseholdComposition(Table):
    """一户中的一名成员是否计入共同生活的家庭成员,凭哪条规则"""

    primary_key = ("household_id", "person_id")

    household_id: Id
    person_id: Id
    role: Code
    is_counted: Flag
    is_disputed: Flag
    rule_code: Code
    sentence: Text
    legal_basis: Text
    evidence: Texts


class Assessment(Table):
    """一份报告或一户的收入核算: 豁免、就业成本、渐退之后的可计收入,是否低于各线"""

    primary_key = ("case_id",)

    case_id: Id
    subject_kind: Text
    household_id: Id | None
    programme_code: Code | None
    member_count: Count
    received_fen: Fen
    employment_cost_fen: Fen
    disregarded_fen: Fen
    tapered_fen: Fen
    countable_fen: Fen
    declared_more_fen: Fen
    income_is_complete: Flag
    base_standard_fen: Fen | None
    standard_fen: Fen | None
    annual_spending_fen: Fen | None
    taper_month: Count | None
    is_rural: Flag
    is_below_dibao: Flag | None
    is_below_marginal: Flag | None


class ReportLimit(Table):
    """一份报告的一条准入限额: 限值、证实的数、是否超过"""

    primary_key = ("report_id", "limit_name")

    report_id: Id
    limit_name: Text
    limit_item: Text
    limit_shown: Text
    limit_status: Text
    limit_value: Fen
    measured_value: Fen | None
    is_exceeded: Flag
    measured: Fen | None
    ceiling: Fen
    scale: Count
    admits: Text
    is_objected: Flag


class Benefit(Table):
    """一份报告或一户在一个项目的金额(试算,不是决定)"""

    primary_key = ("case_id", "programme_code")

    case_id: Id
    subject_kind: Text
    household_id: Id | None
    programme_code: Code
    amount_fen: Fen | None
    amount_kind: Text
    parameters_used: Texts
    parameters_unverified: Texts


class BenefitTrace(Table):
    """一份金额的一步计算: 名称、操作数、参数、金额、累计"""

    primary_key = ("case_id", "programme_code", "step_number")

    case_id: Id
    subject_kind: Text
    household_id: Id | None
    programme_code: Code
    step_number: Count
    step_label: Text
    operand: Text | None
    parameter_name: Text | None
    amount_fen: Fen | None
    running_fen: Fen | None


class EligibilityCondition(Table):
    """一户(或其中一人)在一个项目的一个条件: 符合、不符合或未知,连同数、限、参数、依据与证据"""

    primary_key = ("household_id", "programme_code", "person_id", "condition_code")
    codes: ClassVar[dict[str, str]] = {"verdict": "condition_verdict"}

    household_id: Id
    programme_code: Code
    condition_code: Code
    person_id: Id | None
    condition_group: Code
    verdict: Code
    value_shown: Text | None
    limit_text: Text | None
    parameter_name: Text | None
    parameter_status: Text | None
    legal_basis: Text | None
    evidence: Texts
    sentence: Text


class Eligibility(Table):
    """一户(或其中一人)在一个项目: 可能符合、需核实、按现有数据不在范围内(提示,不是决定)"""

    primary_key = ("household_id", "programme_code", "person_id")

    household_id: Id
    programme_code: Code
    person_id: Id | None
    outlook: Code
    met_count: Count
    not_met_count: Count
    unknown_count: Count
    amount_fen: Fen | None
    amount_kind: Text | None
    alternative_outlook: Code | None
    alternative_amount_fen: Fen | None
    parameters_unverified: Texts
    sentence: Text


class AidOverlap(Table):
    """一人同月领的两种待遇: 能否兼得、依据与证据(合法的组合不是重复)"""

    primary_key = ("person_id", "programme_code", "other_programme_code")
    shard_key = "person_id"

    person_id: Id
    programme_code: Code
    other_programme_code: Code
    month_from: Month
    month_to: Month
    month_count: Count
    aid_relation: Code
    legal_basis: Text
    basis_status: Text
    sentence: Text
    evidence: Texts
