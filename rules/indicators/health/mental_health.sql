-- 精神心理: 严重精神障碍在管或心理援助转介的成员人数;该人已是家中唯一的重度残疾成员时由重度残疾项代替,不重复计
with facts as (
  select person_id, bool_or(fact_code = 'mental_health_managed') as is_managed,
         bool_or(fact_code = 'severe_disability') as is_severe,
         flatten(list(evidence) filter (where fact_code = 'mental_health_managed')) as evidence
  from verified.fact
  where fact_code in ('mental_health_managed', 'severe_disability') and is_known and person_id is not null
  group by person_id
),
counted as (
  select v.household_id, count(case when f.is_severe then 1 end) as severe,
         count(case when f.is_managed and not f.is_severe then 1 end) as managed_only,
         count(case when f.is_managed and f.is_severe then 1 end) as managed_and_severe,
         count(case when not v.is_identified then 1 end) as doubtful,
         list_sort(flatten(list(f.evidence) filter (where f.is_managed))) as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  group by v.household_id
),
judged as (
  select household_id, doubtful, evidence, case when severe > 1 then managed_only + managed_and_severe else managed_only end as members
  from counted
)
select household_id, 'mentally_ill' as measure, members as value,
       case when is_screened('卫健_管理登记') then members + doubtful end as worst,
       is_screened('卫健_管理登记') and doubtful = 0 as is_known,
       case when members > 0 then evidence else no_evidence() end as evidence, members
from judged
