-- 零救助: 列级或多重困难而名下没有任何救助的家庭;发放数据未送达时 is_aid_known 为否,不能当作没有
with known as (
  select coalesce(bool_or(is_delivered), false) as is_aid_known
  from reference.extract
  where extract in ('民政_救助发放', '民政_低保在册')
),
aided as (
  select distinct m.household_id
  from verified.fact as f
  join linked.household_member as m on m.person_id = f.person_id
  where f.fact_code in ('receives_benefit', 'on_dibao_roll') and f.is_known
  union
  select household_id from verified.fact where fact_code = 'on_roll' and is_known
)
select t.household_id, t.street_code, a.label as street_label, h.committee_code, h.member_count, t.circle, t.tier,
       t.rank_in_street, s.score_low, s.score_high, s.coverage_ratio, s.is_multiple, k.is_aid_known,
       exists (select alert_id from published.alert as w
               where w.household_id = t.household_id and w.direction = '+') as has_help_alert
from tiered.household_tier as t
cross join known as k
left join scored.household_score as s on s.household_id = t.household_id
left join linked.household as h on h.household_id = t.household_id
left join reference.area as a on a.area_code = t.street_code
left join aided as d on d.household_id = t.household_id
where d.household_id is null and (t.tier <> 'none' or s.is_multiple)
order by t.street_code, t.rank_in_street, t.household_id
