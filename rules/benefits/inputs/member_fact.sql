-- 成员凭以增发、认定的事实(本人的;全家的,共同生活的每名成员都有): 只取现在成立的,只取所设增发与单人保所认的、残疾等级
with people as (
  select distinct person_id from subject_member
),
imputing as (
  -- 核算劳动收入的,另看免于核算、须照料的情形
  select list_concat([w.fact_code], string_split(param_text('imputed_wage_exempt_facts'), '、'),
                     string_split(param_text('imputed_wage_care_facts'), '、')) as facts
  from reference.imputed_wage as w
  join reference.table_parameter as a on a.name = w.amount_parameter and a.value is not null
    and holds_on(a.valid_from, a.valid_to, as_of())
),
named as (
  select s.fact_code
  from reference.supplement as s
  join reference.supplement_parameter as a on a.name = s.amount_parameter and a.value is not null
    and holds_on(a.valid_from, a.valid_to, as_of())
  where s.fact_code is not null
  union
  select unnest(string_split(param_text('single_person_facts'), '、'))
  union
  select 'disability'
  union
  select unnest(i.facts)
  from imputing as i
),
held as (
  select f.person_id, f.household_id, f.fact_code, f.value
  from verified.fact as f
  join named as n on n.fact_code = f.fact_code
  where f.is_known and holds_on(f.valid_from, f.valid_to, as_of())
)
select h.person_id, h.fact_code, h.value
from held as h
join people as p on p.person_id = h.person_id
union all
select m.person_id, h.fact_code, h.value
from held as h
join linked.household_member as m on m.household_id = h.household_id
join people as p on p.person_id = m.person_id
where h.person_id is null
