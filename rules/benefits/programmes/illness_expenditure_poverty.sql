-- 支出型贫困家庭生活救助: 不属低保,年人均收入低于上年全市人均,扣除医疗教育必要支出后月人均低于低保标准的,补到低保标准;支出超过收入的按低保标准全额;机构写了档次的,照档次
with figures as (
  select a.case_id, a.member_count, a.base_fen * a.scale as standard, a.received + a.declared_more as income, a.imputed, a.imputed_count, a.support, a.supported_count, a.ruled,
         a.spending, a.is_below_dibao, a.is_below_city_income,
         a.received + a.declared_more + a.ruled - a.spending as left_over
  from assessment as a
  where a.case_id not in (select case_id from aid_tier where programme_code = 'illness_expenditure_poverty')
),
paid as (
  select case_id,
         case when is_below_dibao or not is_below_city_income then 0
              else at_least_zero(standard - at_least_zero(left_over)) end as amount
  from figures
)
select f.case_id, 'illness_expenditure_poverty' as programme_code, '01' as step, '低保标准合计' as label,
       f.member_count || ' 人' as operand, 'dibao_standard' as parameter, f.standard as amount_parts
from figures as f
union all
select f.case_id, 'illness_expenditure_poverty', '02', '减: 家庭月收入', '全家合计', null, -f.income
from figures as f
union all
select f.case_id, 'illness_expenditure_poverty', '025', '减: 按规定核算的劳动收入', f.imputed_count || ' 人补到核算数,不是核实所得',
       'imputed_wage', -f.imputed
from figures as f
where f.imputed > 0
union all
select f.case_id, 'illness_expenditure_poverty', '027', '减: 按规定计算的赡养费', f.supported_count || ' 人有赡养人,不是核实所得',
       'support_computed', -f.support
from figures as f
where f.support > 0
union all
select f.case_id, 'illness_expenditure_poverty', '03', '加回: 医疗、教育必要支出', '年支出的十二分之一', null, f.spending
from figures as f
union all
select f.case_id, 'illness_expenditure_poverty', '04',
       case when f.is_below_dibao then '收入低于低保标准,按低保办理'
            when not f.is_below_city_income then '年人均收入未低于上年全市人均,不在范围'
            when p.amount = 0 then '扣除支出后未低于低保标准,不在范围'
            else '支出超过收入的,按低保标准全额' end, '低于才算', 'illness_expenditure_poverty.income_limit',
       p.amount - (f.standard - f.income - f.ruled + f.spending)
from figures as f
join paid as p on p.case_id = f.case_id
where p.amount is distinct from f.standard - f.left_over
union all
select case_id, programme_code, step, label, operand, parameter, amount_parts
from aid_tier
where programme_code = 'illness_expenditure_poverty'
