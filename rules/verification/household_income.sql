-- 一户有证据的月收入(一项都没有即为 0 且多半未查全): 实收与年度总额除以十二,加在发标准;有一名劳动年龄成员说不清,即未查全(服刑或强制戒毒的不计入家庭,不必说清)
with counted as (
  select m.household_id, m.person_id, i.category, i.extract, i.month, i.basis, i.counted_fen
  from linked.household_member as m
  join verified.income_month as i on i.person_id = m.person_id
  where i.counted_fen <> 0
),
amounts as (
  select household_id,
         sum(case when basis = 'rate' then counted_fen * 12 else counted_fen end) as parts
  from counted
  group by household_id
),
sources as (
  select m.household_id, evidence_list(evidence_of(e.extract, e.record_number)) as evidence
  from linked.household_member as m
  join verified.person_evidence as e on e.person_id = m.person_id
  where e.is_counted and starts_with(e.item_code, 'income') and e.basis in ('monthly', 'annual', 'rate')
  group by m.household_id
),
explained as (
  select person_id from counted
  union
  select person_id
  from verified.fact
  where fact_code in ('registered_unemployed', 'studying') and is_known
    and (valid_to is null or valid_to >= as_of())
),
imprisoned as (
  select distinct person_id
  from verified.fact
  where fact_code = 'imprisoned' and is_known
),
members as (
  select m.household_id, bool_and(
           e.person_id is not null or p.person_id is not null
           or coalesce(age_on(i.birth_date, as_of()) < param('working_age_from')
                       or age_on(i.birth_date, as_of()) >
                         case when i.sex_code = '2' then param('working_age_to_women') else param('working_age_to') end,
                       false)) and bool_or(e.person_id is not null) as is_complete
  from linked.household_member as m
  join linked.identity as i on i.person_id = m.person_id
  left join explained as e on e.person_id = m.person_id
  left join imprisoned as p on p.person_id = m.person_id
  group by m.household_id
)
select m.household_id,
       case when a.parts is not null then to_fen(a.parts, 12) else 0 end as income_fen,
       m.is_complete, coalesce(s.evidence, no_evidence()) as evidence
from members as m
left join amounts as a on a.household_id = m.household_id
left join sources as s on s.household_id = m.household_id
