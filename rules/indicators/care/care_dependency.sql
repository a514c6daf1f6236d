-- 失能失智照护: 家中成员的最高照护等级(0-6)
with highest as (
  select v.household_id, max(case when f.is_known then try_cast(f.value as integer) end) as level,
         bool_or(not f.is_known) as is_doubtful, list_sort(flatten(list(f.evidence))) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code = 'care_level'
  group by v.household_id
)
select s.household_id, 'care_level' as measure, h.level as value, null::double as worst,
       is_screened('民政_儿童与照护') and s.unidentified_count = 0 and not coalesce(h.is_doubtful, false) as is_known,
       coalesce(h.evidence, no_evidence()) as evidence, h.level
from scored.household_size as s
left join highest as h on h.household_id = s.household_id
where s.member_count > 0
