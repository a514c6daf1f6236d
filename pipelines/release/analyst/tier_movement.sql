-- 谁的关注等级变了、为什么: 上次与本次的等级和分数,新命中、不再命中和因缺数据而未知的指标
with runs as (
  select max(known_at) as known_at from history.household_tier
  where known_at < (select batch from reference.run)
),
before as (
  select t.household_id, t.tier, t.known_at, s.score_low, s.score_high, s.coverage_ratio, i.indicators_hit,
         i.indicators_unknown
  from history.household_tier as t
  join runs as r on r.known_at = t.known_at
  left join history.household_score as s on s.household_id = t.household_id and s.known_at = t.known_at
  left join history.household_indicator as i on i.household_id = t.household_id and i.known_at = t.known_at
),
now as (
  select t.household_id, t.street_code, t.tier, t.previous_tier, s.score_low, s.score_high, s.coverage_ratio,
         coalesce(i.indicators_hit, []) as indicators_hit, coalesce(i.indicators_unknown, []) as indicators_unknown
  from tiered.household_tier as t
  left join scored.household_score as s on s.household_id = t.household_id
  left join history.household_indicator as i
    on i.household_id = t.household_id and i.known_at = (select batch from reference.run)
),
moved as (
  select n.household_id, n.street_code, coalesce(b.tier, n.previous_tier) as tier_before, n.tier, b.known_at as before_batch,
         b.score_low as score_low_before, n.score_low, b.score_high as score_high_before, n.score_high,
         b.coverage_ratio as coverage_ratio_before, n.coverage_ratio,
         list_filter(n.indicators_hit, lambda x: not list_contains(coalesce(b.indicators_hit, []), x)) as gained,
         list_filter(coalesce(b.indicators_hit, []), lambda x: not list_contains(n.indicators_hit, x)
                                                              and not list_contains(n.indicators_unknown, x)) as lost,
         list_filter(coalesce(b.indicators_hit, []), lambda x: list_contains(n.indicators_unknown, x)) as now_unknown
  from now as n
  left join before as b on b.household_id = n.household_id
),
labels as (
  select map_from_entries(list((code, label))) as label_of_code from reference.code where list = 'indicator'
)
select m.household_id, m.street_code, a.label as street_label, m.before_batch, m.tier_before,
       t.label as tier_before_label, m.tier, u.label as tier_label,
       case when m.tier_before = 'none' then '新列级' when m.tier = 'none' then '不再列级'
            when m.tier < m.tier_before then '上升' else '下降' end as movement_label,
       m.score_low_before, m.score_low, m.score_high_before, m.score_high, m.coverage_ratio_before, m.coverage_ratio,
       list_transform(m.gained, lambda x: coalesce(l.label_of_code[x], x)) as indicators_gained,
       list_transform(m.lost, lambda x: coalesce(l.label_of_code[x], x)) as indicators_lost,
       list_transform(m.now_unknown, lambda x: coalesce(l.label_of_code[x], x)) as indicators_now_unknown
from moved as m
cross join labels as l
left join reference.area as a on a.area_code = m.street_code
left join reference.code as t on t.list = 'tier' and t.code = m.tier_before
left join reference.code as u on u.list = 'tier' and u.code = m.tier
where m.tier_before <> m.tier
order by m.street_code, m.tier, m.household_id
