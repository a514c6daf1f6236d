-- 多维困难指数: 各维度等权,命中维度达到规定数为多重困难户;H 发生率、A 平均强度、M0 = H x A,各有上下界;街镇与全市
with area as (
  select h.street_code as area_code, s.dimensions_hit, s.dimensions_possible
  from scored.household_score as s
  join linked.household as h on h.household_id = s.household_id
  union all
  select 'city' as area_code, dimensions_hit, dimensions_possible
  from scored.household_score
),
counted as (
  select a.area_code, count(*) as household_count, max(r.dimension_count) as dimension_count,
         count(case when a.dimensions_hit >= r.multiple_at then 1 end) as multiple_low,
         count(case when a.dimensions_possible >= r.multiple_at then 1 end) as multiple_high,
         sum(case when a.dimensions_hit >= r.multiple_at then a.dimensions_hit else 0 end)::bigint as hits_low,
         sum(case when a.dimensions_possible >= r.multiple_at then a.dimensions_possible else 0 end)::bigint as hits_high
  from area as a
  cross join reference.score as r
  group by a.area_code
)
select area_code, household_count, multiple_low, multiple_high,
       round_ratio(share(multiple_low, household_count)) as headcount_ratio_low,
       round_ratio(share(multiple_high, household_count)) as headcount_ratio_high,
       round_ratio(share(hits_low, multiple_low * dimension_count)) as intensity_low,
       round_ratio(share(hits_high, multiple_high * dimension_count)) as intensity_high,
       round_ratio(share(hits_low, household_count * dimension_count)) as adjusted_headcount_low,
       round_ratio(share(hits_high, household_count * dimension_count)) as adjusted_headcount_high
from counted
