"""What `hedui explain` asks of the tables: one id in, rows without any clear identity out."""

from __future__ import annotations

READ = (
    "verified.report", "verified.report_item", "verified.evidence", "verified.fact", "verified.report_member",
    "linked.person", "linked.record_link", "linked.household", "linked.household_member", "scored.household_score",
    "scored.household_indicator", "tiered.household_tier", "tiered.household_tag", "published.alert",
)  # fmt: skip

FINDERS = (
    "select distinct 'report', report_id from verified.report where $1 in (report_id, application_number) order by 2",
    "select 'household', household_id from linked.household where household_id = $1",
    "select 'person', person_id from linked.person where person_id = $1",
    "select distinct 'record', evidence_of(extract, record_number) from linked.record_link"
    " where evidence_of(extract, record_number) = $1",
    "select 'alert', alert_id from published.alert where alert_id = $1",
)

_REPORT_ROW = """
select r.report_id as "编号", r.application_number as "申请",
       coalesce(label_of('programme', r.programme_code), r.programme_code) as "项目",
       coalesce(label_of('conclusion', r.conclusion), r.conclusion) as "结论"
from verified.report as r
"""

_FACT_ROW = """
select coalesce(s.label, f.fact_code) as "事实",
       case when f.is_known then coalesce(f.value, '是') else '不知道' end as "值",
       f.valid_from as "自", f.valid_to as "至", f.evidence as "来源记录"
from verified.fact as f
left join fact_said as s on s.fact_code = f.fact_code
"""

QUERIES = {
    "report": """
select r.application_number, r.household_id, r.has_difference, r.income_is_complete,
       coalesce(yuan_text(r.verified_income_fen), '-') as verified,
       coalesce(yuan_text(r.declared_income_fen), '-') as declared,
       r.sources_missing,
       coalesce(label_of('programme', r.programme_code), r.programme_code) as programme,
       coalesce(label_of('conclusion', r.conclusion), r.conclusion) as conclusion,
       coalesce(label_of('direction', r.direction), r.direction) as direction,
       (select list(coalesce(p.label, x.name) order by x.name)
        from unnest(r.limits_exceeded) as x (name)
        left join reference.parameter_in_force as p on p.name = x.name) as limits_exceeded
from verified.report as r where r.report_id = $1
""",
    "item": """
with item as (
  select coalesce(n.label, split_part(label_of('item', t.item_code), ' (', 1), t.item_code) as label, t.item_code,
         t.person_id,
         t.item_code = 'members' or coalesce(n.measures = 'count', false) as is_count, t.declared, t.verified,
         t.difference, t.tolerance, coalesce(label_of('verdict', t.verdict), t.verdict) as verdict,
         coalesce(label_of('direction', t.direction), t.direction) as direction
  from verified.report_item as t
  left join reference.item as n on n.item_code = t.item_code
  where t.report_id = $1
)
select label as "项目", coalesce(person_id, '全户') as "人",
       case when is_count then declared::varchar else yuan_text(declared) end as "申报",
       case when is_count then verified::varchar else yuan_text(verified) end as "核实",
       case when is_count then difference::varchar else yuan_text(difference) end as "差异",
       case when is_count then tolerance::varchar else yuan_text(tolerance) end as "容差",
       verdict as "所见", direction as "方向"
from item
order by list_position(['income', 'members'], item_code) nulls last, item_code, person_id nulls first
""",
    "source": """
select coalesce(n.label, e.item_code) as "项目", e.person_id as "人",
       evidence_of(e.extract, e.record_number) as "来源#记录号", coalesce(e.month, e.as_of_date::varchar) as "时段",
       coalesce(yuan_text(e.amount_fen), e.quantity::varchar) as "数额",
       case when e.is_counted then '计入' else '不计入: ' || coalesce(e.reason_not_counted, '') end as "计入"
from verified.evidence as e
left join reference.item as n on n.item_code = e.item_code
where e.subject_kind = 'report' and e.subject_id = $1
order by e.item_code, e.person_id, e.extract, e.month nulls last, e.record_number nulls last, e.record_key
""",
    "parameter": """
select p.label as "名称", p.shown as "现值", p.unit as "单位", p.basis as "依据", p.status as "状态"
from verified.report as r
cross join unnest(r.parameters_used) as x (used)
join reference.parameter_in_force as p on p.name = split_part(x.used, '=', 1)
where r.report_id = $1
order by p.name
""",
    "household": """
select h.member_count, coalesce(label_of('household_basis', h.basis), h.basis) as basis, h.street_code,
       label_of('tier', t.tier) as tier, label_of('circle', t.circle) as circle, t.rank_in_street, s.score_low,
       s.score_high, s.coverage_ratio
from linked.household as h
left join tiered.household_tier as t on t.household_id = h.household_id
left join scored.household_score as s on s.household_id = h.household_id
where h.household_id = $1
""",
    "member": """
select person_id as "人", coalesce(label_of('role', role), role) as "关系"
from linked.household_member where household_id = $1 order by role, person_id
""",
    "indicator": """
select points as "分", coalesce(label_of('indicator_state', state), state) as "状态", sentence as "说明",
       evidence as "来源记录"
from scored.household_indicator where household_id = $1 order by points desc, indicator_code
""",
    "tag": """
select coalesce(label_of('tag', tag_code), tag_code) as "标签", person_id as "人", valid_from as "自", valid_to as "至"
from tiered.household_tag where household_id = $1 order by tag_code, person_id nulls first
""",
    "alerts_of_household": """
select alert_id as "编号", rule_code as "规则", coalesce(label_of('level', level), level) as "级别", sentence as "说明"
from published.alert where household_id = $1 order by rule_code, alert_id
""",
    "reports_of_household": _REPORT_ROW + "where r.household_id = $1 order by r.application_number, r.report_id",
    "person": """
select birth_year, label_of('sex', sex_code) as sex, is_registered, is_deceased
from linked.person where person_id = $1
""",
    "households_of_person": """
select household_id as "户", coalesce(label_of('role', role), role) as "关系"
from linked.household_member where person_id = $1 order by household_id
""",
    "link": """
select evidence_of(extract, record_number) as "来源#记录号",
       coalesce(label_of('link_tier', link_tier), link_tier) as "归人", round(probability, 3) as "概率"
from linked.record_link where person_id = $1 order by extract, record_number nulls last, record_key
""",
    "fact": _FACT_ROW + "where f.person_id = $1 order by f.fact_code, f.valid_from nulls first, f.value",
    "facts_of_household": _FACT_ROW
    + """
where f.household_id = $1 and f.person_id is null order by f.fact_code, f.valid_from nulls first, f.value
""",
    "reports_of_person": _REPORT_ROW
    + """
where r.report_id in (select report_id from verified.report_member where person_id = $1)
order by r.application_number, r.report_id
""",
    "alert": """
select rule_code, coalesce(label_of('alert_rule', rule_code), '') as rule, household_id, person_id, sentence,
       suggested_action, due_date, evidence, coalesce(label_of('level', level), level) as level,
       coalesce(label_of('alert_direction', direction), direction) as direction,
       coalesce(label_of('disposition', disposition), disposition) as disposition,
       coalesce(label_of('alert_status', status), status) as status
from published.alert where alert_id = $1
""",
}
