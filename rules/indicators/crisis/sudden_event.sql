-- 突发事件: 一年内劳动年龄成员去世,或有成员遭遇火灾、交通事故、灾害;距今不满一月按一月计
with event as (
  select household_id, valid_from as event_date, '劳动年龄成员去世' as event, evidence
  from verified.fact
  where fact_code = 'member_died'
  union all
  select f.household_id, f.valid_from as event_date, f.value as event, f.evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code = 'struck_by_event'
),
recent as (
  select household_id, event_date, event, evidence,
         row_number() over (partition by household_id order by event_date desc, event, evidence) as place
  from event
  where event_date > months_before(as_of(), param('recent_event_months') + 1) and event_date <= as_of()
)
select s.household_id, 'months_since_event' as measure, months_since(r.event_date, as_of()) as value, null::double as worst,
       is_screened('民政_殡葬火化') and is_screened('应急_灾害事故') and s.unidentified_count = 0 as is_known,
       coalesce(r.evidence, no_evidence()) as evidence, r.event_date, r.event
from scored.household_size as s
left join recent as r on r.household_id = s.household_id and r.place = 1
where s.member_count > 0
