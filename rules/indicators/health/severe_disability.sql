-- 重度残疾: 一级、二级或智力精神三级的成员人数;等级不明或没有有效证件的成员说不清
with severe as (
  select person_id, bool_or(is_known) as is_severe, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code = 'severe_disability'
  group by person_id
),
counted as (
  select v.household_id, count(case when s.is_severe then 1 end) as members,
         count(case when coalesce(not s.is_severe, not v.is_identified) then 1 end) as doubtful,
         list_sort(flatten(list(s.evidence) filter (where s.is_severe))) as evidence
  from scored.living_member as v
  left join severe as s on s.person_id = v.person_id
  group by v.household_id
)
select household_id, 'severely_disabled' as measure, members as value,
       case when is_screened('残联_持证残疾人') then members + doubtful end as worst,
       is_screened('残联_持证残疾人') and doubtful = 0 as is_known, coalesce(evidence, no_evidence()) as evidence, members
from counted
