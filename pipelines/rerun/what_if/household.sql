-- 得失名单(户以代号写;金额为试算,元/月)
with amount as (
  select household_id, known_sum(benefit_fen) as fen, bool_or(exceeds_limit) as is_above,
         list_sort(list(report_id)) as reports
  from before.report
  where household_id is not null and report_id in (select report_id from newest)
  group by household_id
),
supposed_amount as (
  select household_id, known_sum(benefit_fen) as fen, bool_or(exceeds_limit) as is_above
  from after.report
  where household_id is not null and report_id in (select report_id from newest)
  group by household_id
),
pair as (
  select coalesce(b.household_id, a.household_id) as household_id, b.tier as tier_before, a.tier as tier_after,
         b.circle as circle_before, a.circle as circle_after, m.fen as fen_before, n.fen as fen_after,
         m.is_above as was_above, n.is_above, m.reports,
         list_position(['tier_1', 'tier_2', 'tier_3', 'tier_4', 'none'], b.tier)
           - list_position(['tier_1', 'tier_2', 'tier_3', 'tier_4', 'none'], a.tier) as steps_up
  from before.household_tier as b
  full join after.household_tier as a on a.household_id = b.household_id
  left join amount as m on m.household_id = coalesce(b.household_id, a.household_id)
  left join supposed_amount as n on n.household_id = coalesce(b.household_id, a.household_id)
),
judged as (
  select household_id, tier_before, tier_after, circle_before, circle_after, fen_before, fen_after, reports,
         coalesce(fen_after > fen_before or fen_before is null and fen_after is not null, false)
           or coalesce(was_above and not is_above, false) or coalesce(steps_up > 0, false) as gains,
         coalesce(fen_after < fen_before or fen_after is null and fen_before is not null, false)
           or coalesce(is_above and not was_above, false) or coalesce(steps_up < 0, false) as loses
  from pair
  where tier_after is distinct from tier_before or circle_after is distinct from circle_before
     or fen_after is distinct from fen_before or is_above is distinct from was_above
)
select household_id as "户", case when gains and loses then '有得有失' when gains then '得' when loses then '失' else '有变' end as "得失",
       yuan(fen_before) as "原每月", yuan(fen_after) as "设想后每月", yuan(fen_after - fen_before) as "增减",
       label_of('tier', tier_before) as "原等级", label_of('tier', tier_after) as "设想后等级",
       label_of('circle', circle_before) as "原圈层", label_of('circle', circle_after) as "设想后圈层", reports as "报告"
from judged
order by gains desc, loses, fen_after - fen_before desc nulls last, household_id
