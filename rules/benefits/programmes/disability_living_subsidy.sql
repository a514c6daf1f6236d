-- 困难残疾人生活补贴: 低保与低保边缘家庭中持证残疾人,每人按标准定额
with figures as (
  select a.case_id, a.scale, a.is_below_marginal, count(*) filter (where m.is_disabled) as person_count,
         exact(param_on('disability_living_subsidy_amount', a.day)) as amount
  from assessment as a
  join assessed_member as m on m.case_id = a.case_id
  group by a.case_id, a.scale, a.day, a.is_below_marginal
)
select case_id, 'disability_living_subsidy' as programme_code, '01' as step,
       case when person_count > 0 and not is_below_marginal then '收入未低于低保边缘线,不在范围'
            else '残疾人生活补贴定额' end as label,
       person_count || ' 人' as operand, 'disability_living_subsidy_amount' as parameter,
       case when person_count = 0 or not is_below_marginal then 0 else exact(amount * person_count * scale) end
         as amount_parts
from figures
