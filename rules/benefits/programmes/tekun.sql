-- 特困人员供养: 家庭月人均可计收入低于低保标准的,符合特困条件的每人按基本生活标准全额供养;另设照料护理标准的,按生活自理能力加照料护理
with days as (
  select day, is_rural, exact(param_at('tekun_standard', day, is_rural)) as standard,
         exact(param_at('tekun_care_self', day, is_rural)) as self_amount,
         exact(param_at('tekun_care_partial', day, is_rural)) as partial_amount,
         exact(param_at('tekun_care_full', day, is_rural)) as full_amount,
         param_on('tekun_care_partial_level', day) as partial_level, param_on('tekun_care_full_level', day) as full_level
  from (select distinct day, is_rural from assessment)
),
meant as (
  select case_id, person_id, care_level from assessed_member where is_tekun
),
members as (
  -- 没有评估的按全自理;所属一级没有设数额的,没有照料护理
  select a.case_id, a.scale, a.is_below_dibao, d.standard, m.person_id, m.care_level,
         case when m.person_id is null then null
              when m.care_level >= d.full_level then d.full_amount
              when m.care_level >= d.partial_level then d.partial_amount
              else d.self_amount end as care
  from assessment as a
  join days as d on d.day = a.day and d.is_rural = a.is_rural
  left join meant as m on m.case_id = a.case_id
),
figures as (
  select case_id, scale, is_below_dibao, standard, count(person_id) as tekun_count, count(care) as cared_count,
         count(*) filter (where person_id is not null and care_level is null) as unassessed_count, sum(care) as care
  from members
  group by case_id, scale, is_below_dibao, standard
)
select case_id, 'tekun' as programme_code, '01' as step,
       case when tekun_count > 0 and not is_below_dibao then '收入未低于低保标准,不在范围'
            else '特困人员基本生活标准' end as label,
       tekun_count || ' 人' as operand, 'tekun_standard' as parameter,
       case when tekun_count = 0 or not is_below_dibao then 0 else exact(standard * tekun_count * scale) end
         as amount_parts
from figures
union all
select case_id, 'tekun', '02', '加: 照料护理标准',
       cared_count || ' 人' || case when unassessed_count > 0 then ',没有评估的按全自理' else '' end, 'tekun_care_self', exact(care * scale)
from figures
where cared_count > 0 and is_below_dibao
