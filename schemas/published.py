"""Stage published: alerts, and which rules could be computed at all."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Date, Fen, Id, Number, Text, Texts
from schemas.table import Table


class Alert(Table):
    """一条告警"""

    primary_key = ("alert_id",)
    shard_key = "household_id"
    codes: ClassVar[dict[str, str]] = {
        "rule_code": "alert_rule", "direction": "alert_direction", "status": "alert_status", "level": "level",
        "disposition": "disposition",
    }  # fmt: skip

    alert_id: Id
    rule_code: Code
    household_id: Id | None
    person_id: Id | None
    level: Code
    direction: Code
    disposition: Code
    first_raised_date: Date
    last_raised_date: Date
    due_date: Date
    status: Code
    street_code: Code
    committee_code: Code
    register_street_code: Code
    sentence: Text
    suggested_action: Text
    evidence: Texts


class RuleStatus(Table):
    """一条规则本次能否计算,缺什么"""

    primary_key = ("rule_kind", "rule_code")
    codes: ClassVar[dict[str, str]] = {"status": "rule_status"}

    rule_kind: Text
    rule_code: Text
    status: Code
    missing: Texts


class CaseloadStatistics(Table):
    """一个项目一个时期发了多少户、人、户次、人次、多少钱(分城乡),与上年同期相比"""

    primary_key = ("programme_code", "residence_kind", "period")

    programme_code: Code
    residence_kind: Text
    period: Text
    household_count: Count
    person_count: Count
    household_times: Count
    person_times: Count
    amount_fen: Fen | None
    household_count_before: Count | None
    person_times_before: Count | None
    amount_before_fen: Fen | None
    amount_growth: Number | None


class RuleFeedback(Table):
    """一条告警规则在一个街镇: 走访见到多少、属实多少(近期的告警,每条取最近一次走访)"""

    primary_key = ("rule_code", "street_code")
    codes: ClassVar[dict[str, str]] = {"rule_code": "alert_rule"}

    rule_code: Code
    street_code: Code
    visited_count: Count
    confirmed_count: Count
    unfounded_count: Count
    not_reached_count: Count
    confirmed_share: Number | None
