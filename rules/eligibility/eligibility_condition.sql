-- 逐条写出: 是否符合、数、限、参数、依据、证据与说明;按现有数据不在范围内而又没有申请的项目,只写不符合的条件
with applied as (
  select distinct household_id, programme_code from verified.report_case where case_state = 'open'
)
select t.case_id as household_id, t.programme_code, t.condition_code, t.person_id, t.alternative as condition_group, t.verdict,
       t.value_shown, t.limit_text, t.limit_name as parameter_name, t.limit_status as parameter_status, t.legal_basis,
       coalesce(t.evidence, no_evidence()) as evidence, t.sentence
from told_condition as t
join decided as d
  on d.case_id = t.case_id and d.programme_code = t.programme_code and d.person_id is not distinct from t.person_id
left join applied as a on a.household_id = t.case_id and a.programme_code = t.programme_code
where t.verdict = 'not_met' or d.outlook <> 'outside' or a.household_id is not null
