-- 单人保: 低保边缘家庭中的重度残疾人、重病患者,按单人户以本人适用的标准减本人可计收入补足
with days as (
  select day, param_text_on('single_person_income_basis', day) as income_basis
  from (select distinct day from assessment)
),
figures as (
  select s.case_id, s.scale, count(*) filter (where s.is_severe or s.is_ill) as person_count,
         sum(case when s.is_severe or s.is_ill then at_least_zero(s.standard_fen * s.scale - case
               when d.income_basis = 'none' then 0
               else s.wage + s.other - s.cost - s.disregarded - s.tapered end) end) as difference,
         a.is_below_marginal and not a.is_below_dibao as is_marginal
  from assessed_member as s
  join assessment as a on a.case_id = s.case_id
  join days as d on d.day = a.day
  group by s.case_id, s.scale, a.is_below_marginal, a.is_below_dibao
)
select case_id, 'single_person_dibao' as programme_code, '01' as step,
       case when is_marginal or person_count = 0 then '重残、重病成员本人标准减本人收入' else '家庭不属低保边缘,不在范围' end as label,
       person_count || ' 人' as operand, 'dibao_standard' as parameter,
       case when person_count = 0 or not is_marginal then 0 else exact(difference) end as amount_parts
from figures
