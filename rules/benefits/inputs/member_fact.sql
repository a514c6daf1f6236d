-- 成员凭以增发、认定的事实(本人的;全家的,共同生活的每名成员都有): 只取现在成立的,只取所设增发、单人保与各档所认的、残疾等级
with people as (
  select distinct person_id from subject_member
),
in_force as (
  select name from reference.table_parameter where value is not null and holds_on(valid_from, valid_to, as_of())
),
tabled as (
  -- 核算劳动收入、分档定额、分档救助各看哪些事实;免于核算的、须照料的、不算能劳动的情形也看
  select list_concat([w.fact_code], string_split(param_text('imputed_wage_exempt_facts'), '、'),
                     string_split(param_text('imputed_wage_care_facts'), '、')) as facts
  from reference.imputed_wage as w
  where w.amount_parameter in (select name from in_force)
  union all
  select list_concat([k.fact_code], string_split(param_text('dibao_class_unable_facts'), '、')) as facts
  from reference.dibao_class as k
  where k.amount_parameter in (select name from in_force)
  union all
  select [t.fact_code] as facts
  from reference.aid_tier as t
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
  select unnest(t.facts)
  from tabled as t
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
