-- 圈层与等级: 主圈取最内一圈;等级按最低分,有来源待到齐时不低于上次;街镇内按最低分、维度数、最近变故、户编号排名
with tier as (
  select tier, at_least, row_number() over (order by at_least) as severity from reference.score_tier
  union all
  select 'none' as tier, null as at_least, 0 as severity
),
scored as (
  select h.household_id, h.street_code, s.score_low, s.score_high, s.dimensions_hit
  from linked.household as h
  join scored.household_score as s on s.household_id = h.household_id
),
judged as (
  select s.household_id, max(a.severity) filter (where a.at_least is null or s.score_low >= a.at_least) as severity_low,
         max(a.severity) filter (where a.at_least is null or s.score_high >= a.at_least) as severity_high
  from scored as s
  cross join tier as a
  group by s.household_id
),
circled as (
  select h.household_id, arg_min(h.rule_code, c.place) as circle, list(distinct h.rule_code order by h.rule_code) as circles_all
  from tiered.condition_hit as h
  join reference.circle as c on c.circle = h.rule_code
  where h.rule_kind = 'circle'
  group by h.household_id
),
awaited as (
  select evidence_list(extract) as awaited_extracts from reference.awaited_extract
),
compared as (
  select s.household_id, s.street_code, s.score_low, s.score_high, s.dimensions_hit, e.tier as previous_tier,
         coalesce(a.awaited_extracts, no_evidence()) as awaited_extracts
  from scored as s
  cross join awaited as a
  left join reference.previous_tier as e on e.household_id = s.household_id
),
happened as (
  select m.household_id, max(f.valid_from) as newest_date
  from verified.fact as f
  join linked.household_member as m on m.person_id = f.person_id
  where f.is_known and f.valid_from <= as_of()
    and in_list('rank_event_facts', f.fact_code)
  group by m.household_id
)
select c.household_id, coalesce(r.circle, 'none') as circle, coalesce(r.circles_all, no_evidence()) as circles_all,
       case when len(c.awaited_extracts) > 0 and p.severity > j.severity_low then p.tier else l.tier end as tier,
       l.tier as tier_low, h.tier as tier_high,
       row_number() over (
         partition by c.street_code
         order by c.score_low desc, c.dimensions_hit desc, n.newest_date desc nulls last, c.household_id) as rank_in_street,
       c.street_code, c.previous_tier,
       coalesce(len(c.awaited_extracts) > 0 and p.severity > j.severity_low, false) as is_held,
       c.score_high - c.score_low >= g.need_data_gap as needs_data, c.awaited_extracts
from compared as c
cross join reference.score as g
join judged as j on j.household_id = c.household_id
join tier as l on l.severity = j.severity_low
join tier as h on h.severity = j.severity_high
left join tier as p on p.tier = c.previous_tier
left join circled as r on r.household_id = c.household_id
left join happened as n on n.household_id = c.household_id
