-- 总分: 各项之和,合计上限以外的部分扣去;最低分按已知,最高分按不能排除的最坏情形;有分的维度达到规定数为多重困难
with scored as (
  select i.household_id, i.state, i.points, i.points_high, n.full_points, n.dimension_bit, c.cap_code, c.at_most
  from scored.household_indicator as i
  join reference.indicator as n on n.indicator_code = i.indicator_code
  left join reference.score_cap as c on c.indicator_code = i.indicator_code
),
summed as (
  select household_id, sum(points) as points, sum(points_high) as points_high,
         sum(case when state = 'unknown' then 0 else full_points end) as known_points,
         bit_count(bit_or(case when points > 0 then dimension_bit else 0 end)) as dimensions_hit,
         bit_count(bit_or(case when points_high > 0 then dimension_bit else 0 end)) as dimensions_possible
  from scored
  group by household_id
),
capped as (
  select household_id, at_least_zero(sum(points) - max(at_most)) as excess,
         at_least_zero(sum(points_high) - max(at_most)) as excess_high
  from scored
  where cap_code is not null
  group by household_id, cap_code
),
excess as (
  select household_id, sum(excess) as excess, sum(excess_high) as excess_high
  from capped
  group by household_id
)
select s.household_id, (s.points - case when e.excess is null then 0 else e.excess end)::integer as score_low,
       (s.points_high - case when e.excess_high is null then 0 else e.excess_high end)::integer as score_high,
       share(s.known_points, r.total_points) as coverage_ratio, s.dimensions_hit, s.dimensions_possible,
       s.dimensions_hit >= r.multiple_at as is_multiple
from summed as s
cross join reference.score as r
left join excess as e on e.household_id = s.household_id
