-- 重度残疾: 一级、二级或智力精神三级的成员人数;等级不明或没有有效证件的成员说不清
with severe as (
  select v.household_id, v.person_id, bool_or(f.is_known) as is_severe, bool_and(v.is_identified) as is_identified,
         flatten(list(f.evidence)) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code = 'severe_disability'
  group by v.household_id, v.person_id
),
counted as (
  select household_id, count(case when is_severe then 1 end) as members,
         count(case when not is_severe and is_identified then 1 end)
           - count(case when is_severe and not is_identified then 1 end) as doubtful,
         list_sort(flatten(list(evidence) filter (where is_severe))) as evidence
  from severe
  group by household_id
),
judged as (
  select s.household_id, case when c.members is null then 0 else c.members end as members,
         s.unidentified_count + case when c.doubtful is null then 0 else c.doubtful end as doubtful,
         coalesce(c.evidence, no_evidence()) as evidence
  from scored.household_size as s
  left join counted as c on c.household_id = s.household_id
  where s.member_count > 0
)
select household_id, 'severely_disabled' as measure, members as value,
       case when is_screened('残联_持证残疾人') then members + doubtful end as worst,
       is_screened('残联_持证残疾人') and doubtful = 0 as is_known, evidence, members
from judged
