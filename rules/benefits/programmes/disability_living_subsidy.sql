-- 困难残疾人生活补贴: 低保(写明包括低保边缘的,连同边缘)家庭中持证残疾人,每人按标准定额;重度残疾人另有数额的按重度
with days as (
  select day, is_rural, exact(param_at('disability_living_subsidy_amount', day, is_rural)) as amount,
         exact(param_at('disability_living_subsidy_severe', day, is_rural)) as amount_severe,
         param_text_on('disability_living_subsidy_reach', day) as reach
  from (select distinct day, is_rural from assessment)
),
meant as (
  select case_id, person_id, is_severe from assessed_member where is_disabled
),
members as (
  select a.case_id, a.scale, case when d.reach = 'dibao' then a.is_below_dibao else a.is_below_marginal end as is_within,
         m.person_id, d.reach,
         case when m.person_id is null then null
              when m.is_severe and d.amount_severe is not null then d.amount_severe else d.amount end as amount
  from assessment as a
  join days as d on d.day = a.day and d.is_rural = a.is_rural
  left join meant as m on m.case_id = a.case_id
),
figures as (
  select case_id, scale, is_within, reach, count(person_id) as person_count, count(amount) as known_count, sum(amount) as amount
  from members
  group by case_id, scale, is_within, reach
)
select case_id, 'disability_living_subsidy' as programme_code, '01' as step,
       case when person_count > 0 and not is_within
            then case when reach = 'dibao' then '收入未低于低保标准,不在范围' else '收入未低于低保边缘线,不在范围' end
            else '残疾人生活补贴定额' end as label,
       person_count || ' 人' as operand, 'disability_living_subsidy_amount' as parameter,
       case when person_count = 0 or not is_within then exact(0) when known_count = person_count then exact(amount * scale) end
         as amount_parts
from figures
