"""Stage verified, the workings of a report: replies, objections, declarations, values, limits, counterfactuals."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Date, Fen, Flag, Id, Key, Number, Ratio, Text
from schemas.table import Table


class SourceReply(Table):
    """一份报告为一名成员向一个条线的查询: 问了没有,答了没有,答的是什么"""

    primary_key = ("report_id", "person_id", "line")
    shard_key = "report_id"

    report_id: Id
    person_id: Id
    line: Text
    is_asked: Flag
    asked_date: Date | None
    replied_date: Date | None
    working_days: Count | None
    reply_state: Code
    is_by_receipt: Flag
    record_number: Text | None


class ReportObjection(Table):
    """一份报告一个项目的最近一次异议及其裁定"""

    primary_key = ("report_id", "item_code")
    shard_key = "application_number"

    report_id: Id
    item_code: Code
    objection_number: Text | None
    record_key: Key
    record_number: Text | None
    raised_date: Date | None
    decided_date: Date | None
    objection_state: Code
    corrected: Fen | None


class ReportDeclared(Table):
    """一份申请对一个项目申报的合计(金额为分,数量为个)"""

    primary_key = ("report_id", "item_code")
    shard_key = "application_number"

    report_id: Id
    item_code: Code
    declared: Fen


class ReportDoubt(Table):
    """一名成员的一个项目,有可能是本人的、还没有定下来的记录"""

    primary_key = ("person_id", "item_code")
    codes: ClassVar[dict[str, str]] = {"item_code": "item"}

    person_id: Id
    item_code: Code


class ReportPerson(Table):
    """一份报告计入的一名成员: 年龄类别,收入有没有来源说明"""

    primary_key = ("report_id", "person_id")
    shard_key = "report_id"

    report_id: Id
    person_id: Id
    is_declared: Flag
    link_tier: Code
    declared_income_fen: Fen | None
    is_minor: Flag
    is_outside_working_age: Flag
    has_evidence: Flag
    is_explained: Flag
    is_silent: Flag
    is_doubtful: Flag
    is_short: Flag
    unprovable_fen: Fen
    verified_parts: Fen | None
    proven_parts: Fen | None


class ReportIncome(Table):
    """一名成员一类收入怎样从证实值算到可计入值"""

    primary_key = ("report_id", "person_id", "item_code")
    shard_key = "report_id"
    codes: ClassVar[dict[str, str]] = {"item_code": "item"}

    report_id: Id
    person_id: Id
    item_code: Code
    proven_parts: Fen
    not_counted_parts: Fen
    countable_parts: Fen


class ReportTotal(Table):
    """一份报告一个项目的全家合计(收入为份额),异议成立的已更正"""

    primary_key = ("report_id", "item_code")
    shard_key = "report_id"

    report_id: Id
    item_code: Code
    verified: Fen | None
    proven: Fen | None
    countable: Fen | None
    is_corrected: Flag


class ReportValue(Table):
    """一份报告一个项目摆出来的申报、核实、证实与容差,尚未评判"""

    primary_key = ("report_id", "item_code", "person_id")
    shard_key = "report_id"
    codes: ClassVar[dict[str, str]] = {"silent_verdict": "verdict"}

    report_id: Id
    item_code: Code
    person_id: Id | None
    declared: Fen | None
    verified: Fen | None
    proven: Fen | None
    tolerance: Fen | None
    is_whole: Flag
    is_objected: Flag
    silent_verdict: Code
    basis: Code | None


class Counterfactual(Table):
    """什么会改变结论: 一处(或须同时发生的几处)变动,变动之后的结论"""

    primary_key = ("report_id", "alternative", "target", "item_code", "person_id")
    shard_key = "report_id"
    codes: ClassVar[dict[str, str]] = {"new_conclusion": "conclusion"}

    report_id: Id
    alternative: Count
    target: Code
    item_code: Text
    person_id: Id | None
    is_amount: Flag
    value_now: Fen | None
    value_then: Fen
    change: Fen
    new_conclusion: Code


class RateSubject(Table):
    """比率所数的一份、一户或一人,在一份报告里有没有差异、超没超标准"""

    primary_key = ("unit", "subject_id", "report_id")
    shard_key = "report_id"

    unit: Code
    subject_id: Id
    report_id: Id
    has_difference: Flag
    exceeds_limit: Flag


class Turnaround(Table):
    """一个项目在一个时期、一个地区的出证用时(法定工作日)"""

    primary_key = ("programme_code", "period", "is_cumulative", "area_code")
    shard_key = "programme_code"

    programme_code: Code
    period: Text
    is_cumulative: Flag
    area_code: Code
    report_count: Count
    mean_days: Number | None
    median_days: Number | None
    p90_days: Count | None
    over_limit_count: Count
    over_limit_ratio: Ratio | None
    stopped_count: Count
    stopped_days: Count | None
    mean_net_days: Number | None
    published_mean_days: Number | None


class LineReply(Table):
    """一个条线一个月份的答复: 问了多少,答了、无记录、没有答的各多少,用了几天"""

    primary_key = ("line", "period")

    line: Text
    period: Text
    asked_count: Count
    answered_count: Count
    empty_count: Count
    silent_count: Count
    silent_ratio: Ratio | None
    median_days: Number | None
    p90_days: Count | None
