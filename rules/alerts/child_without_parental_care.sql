-- 事实无人抚养儿童线索: 未成年,父母双方均重残、已故或服刑戒毒,本人未享受儿童或基本生活待遇,家庭不在低保名册
with unable as (
  select person_id, min(valid_from) as unable_from, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('severe_disability', 'deceased', 'imprisoned') and is_known
    and holds_on(valid_from, valid_to, as_of())
  group by person_id
),
covered_child as (
  select person_id
  from verified.fact
  where person_id is not null and is_known and fact_code in ('orphan', 'de_facto_orphan')
  union
  select person_id
  from possible_benefit
  where in_list('child_benefits', value)
    and valid_to >= days_before(as_of(), param('payment_lag_days'))
),
covered_household as (
  select household_id from verified.fact where fact_code = 'on_roll' and is_known and household_id is not null
),
parents as (
  select c.person_id, c.household_id, c.evidence as child_evidence, max(u.unable_from) as begun_date,
         flatten(list(u.evidence || k.evidence)) as evidence
  from verified.fact as c
  join kinship as k on k.child_id = c.person_id
  left join unable as u on u.person_id = k.parent_id
  where c.fact_code = 'child' and c.is_known
  group by c.person_id, c.household_id, c.evidence
  having count(distinct k.parent_id) > 1 and count(*) = count(u.person_id)
)
select 'W09' as rule_code, p.household_id, p.person_id, null::varchar as level, null::varchar as disposition,
       p.begun_date, null::date as until_date, null::varchar as value, null::double as number_value,
       p.child_evidence || p.evidence as evidence
from parents as p
left join covered_child as c on c.person_id = p.person_id
left join covered_household as h on h.household_id = p.household_id
where c.person_id is null and h.household_id is null
