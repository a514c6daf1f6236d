-- 重度残疾人护理补贴: 重度残疾人每人定额,一级的另有数额的按一级;数额未设的为未知
with days as (
  select day, is_rural, exact(param_at('care_allowance_amount', day, is_rural)) as amount,
         exact(param_at('care_allowance_level_one', day, is_rural)) as amount_one
  from (select distinct day, is_rural from assessment)
),
meant as (
  select case_id, person_id, facts from assessed_member where is_severe
),
members as (
  select a.case_id, a.scale, s.person_id,
         case when s.person_id is null then null
              when d.amount_one is not null
                   and len(list_filter(s.facts, lambda word: starts_with(word, 'disability=') and ends_with(word, '一级'))) > 0
              then d.amount_one else d.amount end as amount
  from assessment as a
  join days as d on d.day = a.day and d.is_rural = a.is_rural
  left join meant as s on s.case_id = a.case_id
),
figures as (
  select case_id, scale, count(person_id) as person_count, count(amount) as known_count, sum(amount) as amount
  from members
  group by case_id, scale
)
select case_id, 'severe_disability_care_allowance' as programme_code, '01' as step, '护理补贴定额' as label,
       person_count || ' 人' as operand, 'care_allowance_amount' as parameter,
       case when person_count = 0 then exact(0) when known_count = person_count then exact(amount * scale) end as amount_parts
from figures
