-- 差异率、检出率 = 有差异(超标准)的已下结论报告 / 已下结论的报告;份、户、人各计各的;未下结论的不进分母,逐类列在旁边并给出上下界;累计自最早一份报告起,至截止日止
with counted as (
  select s.unit, s.subject_id, r.programme_code, r.street_code, case when r.issued_date <= as_of() then r.issued_date else as_of() end as dated,
         r.excluded_reason, r.direction, s.has_difference, s.exceeds_limit
  from verified.rate_subject as s
  join verified.report as r on r.report_id = s.report_id
),
periods as (
  select distinct strftime(dated, '%Y') as period, false as is_cumulative from counted
  union all
  select distinct month_of(dated), false from counted
  union all
  select strftime(as_of(), '%Y'), true
),
placed as (
  select c.unit, c.subject_id, c.programme_code, p.period, p.is_cumulative, c.street_code, c.excluded_reason, c.direction,
         c.has_difference, c.exceeds_limit
  from counted as c
  join periods as p
    on p.is_cumulative or p.period = strftime(c.dated, '%Y') or p.period = month_of(c.dated)
),
areas as (
  select unit, subject_id, programme_code, period, is_cumulative, 'city' as area_code, excluded_reason, direction,
         has_difference, exceeds_limit
  from placed
  union all
  select p.unit, p.subject_id, p.programme_code, p.period, p.is_cumulative,
         regexp_extract(p.street_code, '^[0-9]{6}'), p.excluded_reason, p.direction, p.has_difference, p.exceeds_limit
  from placed as p
  where regexp_matches(p.street_code, '^[0-9]{6}.')
  union all
  select unit, subject_id, programme_code, period, is_cumulative, street_code, excluded_reason, direction,
         has_difference, exceeds_limit
  from placed
),
once as (
  -- 同一户(人)同期的几份报告并作一次: 有一份下了结论即算下了结论
  select unit, programme_code, period, is_cumulative, area_code,
         case when not bool_or(excluded_reason is null) then min(excluded_reason) end as excluded_reason,
         case when bool_or(direction = 'adverse') filter (where excluded_reason is null) then 'adverse'
              when bool_or(direction = 'favourable') filter (where excluded_reason is null) then 'favourable'
              else 'neutral' end as direction,
         coalesce(bool_or(has_difference) filter (where excluded_reason is null), false) as has_difference,
         coalesce(bool_or(exceeds_limit) filter (where excluded_reason is null), false) as exceeds_limit
  from areas
  group by unit, programme_code, period, is_cumulative, area_code, subject_id
),
kinds as (
  select unit, programme_code, period, is_cumulative, area_code, 'difference' as rate_kind, excluded_reason, direction,
         has_difference as is_hit
  from once
  union all
  select unit, programme_code, period, is_cumulative, area_code, 'detection', excluded_reason, direction, exceeds_limit
  from once
),
sums as (
  select unit, programme_code, period, is_cumulative, area_code, rate_kind,
         count(*) filter (where excluded_reason is null and is_hit) as numerator,
         count(*) filter (where excluded_reason is null) as denominator,
         count(*) filter (where excluded_reason is null and is_hit and direction = 'adverse') as adverse_count,
         count(*) filter (where excluded_reason is null and is_hit and direction = 'favourable') as favourable_count,
         count(*) filter (where excluded_reason is null and is_hit and direction not in ('adverse', 'favourable'))
           as neutral_count,
         count(*) filter (where excluded_reason = 'withdrawn') as excluded_withdrawn,
         count(*) filter (where excluded_reason = 'ended') as excluded_ended,
         count(*) filter (where excluded_reason = 'unauthorised') as excluded_unauthorised,
         count(*) filter (where excluded_reason = 'objection') as excluded_objection,
         count(*) filter (where excluded_reason = 'missing') as excluded_missing,
         count(*) filter (where excluded_reason is not null) as excluded_count
  from kinds
  group by unit, programme_code, period, is_cumulative, area_code, rate_kind
),
intervals as (
  select unit, programme_code, period, is_cumulative, area_code, rate_kind, numerator, denominator, adverse_count,
         favourable_count, neutral_count, excluded_withdrawn, excluded_ended, excluded_unauthorised, excluded_objection,
         excluded_missing, excluded_count, share(numerator, denominator) as rate,
         param('interval_z')::double as z, denominator::double as n
  from sums
),
centred as (
  select unit, programme_code, period, is_cumulative, area_code, rate_kind, numerator, denominator, adverse_count,
         favourable_count, neutral_count, excluded_withdrawn, excluded_ended, excluded_unauthorised, excluded_objection,
         excluded_missing, excluded_count, rate,
         case when denominator > 0 then (rate + z * z / (n + n)) / (1 + z * z / n) end as centre,
         case when denominator > 0
              then z * sqrt(rate * (1 - rate) / n + (z / (n + n)) * (z / (n + n))) / (1 + z * z / n) end as half_width
  from intervals
)
select c.programme_code, c.period, c.is_cumulative, c.area_code, c.unit, c.rate_kind,
       as_of() as cut_off_date, c.numerator, c.denominator, c.rate,
       at_least_zero(round_ratio(c.centre - c.half_width)) as wilson_low,
       at_most(round_ratio(c.centre + c.half_width), 1) as wilson_high,
       share(c.numerator, c.denominator + c.excluded_count) as bound_low,
       share(c.numerator + c.excluded_count, c.denominator + c.excluded_count) as bound_high,
       c.adverse_count, c.favourable_count, c.neutral_count, c.excluded_withdrawn, c.excluded_ended,
       c.excluded_unauthorised, c.excluded_objection, c.excluded_missing,
       c.denominator < param('small_sample') as is_small_sample,
       case when (p.official_label = '检出率') = (c.rate_kind = 'detection') then p.official_label end as official_label
from centred as c
join reference.programme as p on p.programme_code = c.programme_code
