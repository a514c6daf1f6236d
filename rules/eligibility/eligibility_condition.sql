-- 逐条写出: 是否符合、数、限、参数、依据、证据与说明;按现有数据不在范围内而又没有申请的项目,只写不符合的条件
with applied as (
  select distinct household_id, programme_code from verified.report_case where case_state = 'open'
),
whole as (
  -- 每条都写的
  select s.subject_number, s.case_id, s.household_id, s.programme_code, s.person_id, d.outlook <> 'outside' or a.household_id is not null as is_whole
  from subject as s
  join decided as d on d.subject_number = s.subject_number
  left join applied as a on a.household_id = s.household_id and a.programme_code = s.programme_code
  where not s.is_alternative
)
select s.household_id, s.programme_code, c.condition_code, s.person_id, c.alternative as condition_group, t.verdict,
       t.value_shown, c.limit_text, c.limit_name as parameter_name, c.limit_status as parameter_status, c.legal_basis,
       coalesce(p.evidence, m.evidence, no_evidence()) as evidence, w.sentence
from told_condition as t
join whole as s on s.subject_number = t.subject_number
join condition as c on c.condition_number = t.condition_number
join wording as w
  on w.condition_number = t.condition_number and w.verdict = t.verdict and w.value_shown is not distinct from t.value_shown
left join measured as m
  on m.case_id = s.case_id and m.measure = c.measure and m.person_id is null and m.evidence is not null
left join measured as p
  on p.case_id = s.case_id and p.measure = c.measure and p.person_id = s.person_id and p.evidence is not null
where t.verdict = 'not_met' or s.is_whole
