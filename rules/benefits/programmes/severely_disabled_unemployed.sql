-- 重残无业人员生活补助: 重度残疾而无业的成年人,每人按标准减本人收入补足
with days as (
  select day, exact(param_on('severely_disabled_unemployed_standard', day)) as standard
  from (select distinct day from assessment)
),
figures as (
  select s.case_id, s.scale, count(*) filter (where s.is_severe and s.is_jobless) as person_count,
         sum(case when s.is_severe and s.is_jobless
                  then at_least_zero(exact(d.standard * s.scale) - s.wage - s.other) end) as difference
  from assessed_member as s
  join assessment as a on a.case_id = s.case_id
  join days as d on d.day = a.day
  group by s.case_id, s.scale
)
select case_id, 'severely_disabled_unemployed' as programme_code, '01' as step,
       '重残无业标准减本人收入' as label, person_count || ' 人' as operand,
       'severely_disabled_unemployed_standard' as parameter,
       case when person_count = 0 then 0 else exact(difference) end as amount_parts
from figures
