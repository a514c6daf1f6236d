-- 精神心理: 严重精神障碍在管或心理援助转介的成员人数;该人已是家中唯一的重度残疾成员时由重度残疾项代替,不重复计
with facts as (
  select v.household_id, v.person_id, bool_or(f.fact_code = 'mental_health_managed') as is_managed,
         bool_or(f.fact_code = 'severe_disability') as is_severe,
         flatten(list(f.evidence) filter (where f.fact_code = 'mental_health_managed')) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code in ('mental_health_managed', 'severe_disability') and f.is_known
  group by v.household_id, v.person_id
),
counted as (
  select household_id, count(case when is_severe then 1 end) as severe,
         count(case when is_managed and not is_severe then 1 end) as managed_only,
         count(case when is_managed then 1 end) as managed,
         list_sort(flatten(list(evidence) filter (where is_managed))) as evidence
  from facts
  group by household_id
),
judged as (
  select s.household_id, s.unidentified_count as doubtful, coalesce(c.evidence, no_evidence()) as evidence,
         case when c.household_id is null then 0 when c.severe > 1 then c.managed else c.managed_only end as members
  from scored.household_size as s
  left join counted as c on c.household_id = s.household_id
  where s.member_count > 0
)
select household_id, 'mentally_ill' as measure, members as value,
       case when is_screened('卫健_管理登记') then members + doubtful end as worst,
       is_screened('卫健_管理登记') and doubtful = 0 as is_known,
       case when members > 0 then evidence else no_evidence() end as evidence, members
from judged
