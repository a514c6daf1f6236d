-- 单人保: 低保边缘家庭中有所列情形的成员(重度残疾、重病),按单人户以本人适用标准的几成减本人可计收入补足;写明增发的另加分类施保
with days as (
  select day, param_text_on('single_person_income_basis', day) as income_basis, exact(param_on('single_person_share', day)) as share,
         string_split(param_text_on('single_person_facts', day), '、') as facts,
         param_text_on('single_person_supplement', day) = 'yes' as is_supplemented
  from (select distinct day from assessment)
),
meant as (
  select a.case_id, s.person_id,
         case when d.is_supplemented then s.supplement_fen * s.scale else exact(0) end as more,
         at_least_zero(exact(s.standard_fen * d.share) * s.scale - case
           when d.income_basis = 'none' then exact(0)
           else at_least_zero(s.wage + s.other + s.imputed - s.deducted - s.cost - s.disregarded - s.tapered) end) as difference
  from assessed_member as s
  join assessment as a on a.case_id = s.case_id
  join days as d on d.day = a.day
  where list_has_any(s.facts, d.facts)
),
figures as (
  select a.case_id, a.scale, a.is_below_marginal and not a.is_below_dibao as is_marginal, count(m.person_id) as person_count,
         sum(m.difference) as difference, sum(m.more) as more
  from assessment as a
  left join meant as m on m.case_id = a.case_id
  group by a.case_id, a.scale, is_marginal
)
select case_id, 'single_person_dibao' as programme_code, '01' as step,
       case when is_marginal or person_count = 0 then '重残、重病成员本人标准减本人收入' else '家庭不属低保边缘,不在范围' end as label,
       person_count || ' 人' as operand, 'dibao_standard' as parameter,
       case when person_count = 0 or not is_marginal then 0 else exact(difference) end as amount_parts
from figures
union all
select case_id, 'single_person_dibao', '02', '加: 分类施保增发', person_count || ' 人', 'supplement_stacking', exact(more)
from figures
where is_marginal and more > 0
