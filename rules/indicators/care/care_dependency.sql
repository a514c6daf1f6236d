-- 失能失智照护: 家中成员的最高照护等级(0-6)
with levels as (
  select person_id, case when is_known then try_cast(value as integer) end as level, evidence, is_known
  from verified.fact
  where fact_code = 'care_level'
),
highest as (
  select v.household_id, max(l.level) as level, count(case when not l.is_known then 1 end) as doubtful,
         list_sort(flatten(list(l.evidence) filter (where l.level > 0))) as evidence
  from scored.living_member as v
  left join levels as l on l.person_id = v.person_id
  group by v.household_id
)
select household_id, 'care_level' as measure, level as value, null::double as worst,
       is_screened('民政_儿童与照护') and doubtful = 0 as is_known, coalesce(evidence, no_evidence()) as evidence, level
from highest
