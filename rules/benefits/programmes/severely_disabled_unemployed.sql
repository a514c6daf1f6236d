-- 重残无业人员生活补助: 重度残疾而无业的成年人,每人按标准减本人收入补足
with days as (
  select day, exact(param_on('severely_disabled_unemployed_standard', day)) as standard
  from (select distinct day from assessment)
),
meant as (
  select case_id, person_id, wage, other from assessed_member where is_severe and is_jobless
),
figures as (
  select a.case_id, a.scale, count(s.person_id) as person_count,
         sum(case when s.person_id is null then null
                  else at_least_zero(exact(d.standard * a.scale) - s.wage - s.other) end) as difference
  from assessment as a
  join days as d on d.day = a.day
  left join meant as s on s.case_id = a.case_id
  group by a.case_id, a.scale
)
select case_id, 'severely_disabled_unemployed' as programme_code, '01' as step,
       '重残无业标准减本人收入' as label, person_count || ' 人' as operand,
       'severely_disabled_unemployed_standard' as parameter,
       case when person_count = 0 then 0 else exact(difference) end as amount_parts
from figures
