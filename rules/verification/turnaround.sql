-- 出证用时: 受理次日为第一日的法定工作日;平均、中位、九成、超时限的比例;异议待裁定的日子停钟,另列扣除停钟的平均
with stops as (
  select c.report_id, (z.working_day_number - a.working_day_number)::integer as stopped_days
  from verified.report_objection as o
  join verified.report_case as c on c.report_id = o.report_id
  join reference.calendar as a on a.day = larger(o.raised_date, c.accepted_date)
  join reference.calendar as z on z.day = smaller(coalesce(o.decided_date, c.issued_date), c.issued_date)
  where o.raised_date <= c.issued_date
),
stopped as (
  select report_id, max(stopped_days) as stopped_days
  from stops
  where stopped_days > 0
  group by report_id
),
issued as (
  select r.programme_code, r.street_code, r.issued_date as dated, r.working_days, s.stopped_days,
         r.working_days - case when s.stopped_days is null then 0 else s.stopped_days end as net_days
  from verified.report as r
  left join stopped as s on s.report_id = r.report_id
  where r.working_days is not null and r.issued_date <= as_of()
),
periods as (
  select distinct strftime(dated, '%Y') as period, false as is_cumulative from issued
  union all
  select distinct month_of(dated), false from issued
  union all
  select strftime(as_of(), '%Y'), true
),
placed as (
  select i.programme_code, p.period, p.is_cumulative, i.street_code, i.working_days, i.stopped_days, i.net_days
  from issued as i
  join periods as p on p.is_cumulative or p.period = strftime(i.dated, '%Y') or p.period = month_of(i.dated)
),
areas as (
  select programme_code, period, is_cumulative, 'city' as area_code, working_days, stopped_days, net_days from placed
  union all
  select programme_code, period, is_cumulative, regexp_extract(street_code, '^[0-9]{6}'), working_days, stopped_days,
         net_days
  from placed
  where regexp_matches(street_code, '^[0-9]{6}.')
  union all
  select programme_code, period, is_cumulative, street_code, working_days, stopped_days, net_days from placed
)
select programme_code, period, is_cumulative, area_code, count(*)::integer as report_count,
       round_ratio(avg(working_days)) as mean_days, round_ratio(median(working_days)) as median_days,
       (list_sort(list(working_days) filter (where working_days is not null)))[
         ceil(count(working_days) * param('p_ninety'))::integer] as p90_days,
       count(*) filter (where net_days > param('turnaround_limit'))::integer as over_limit_count,
       share(count(*) filter (where net_days > param('turnaround_limit')), count(*)) as over_limit_ratio,
       count(stopped_days)::integer as stopped_count, sum(stopped_days)::integer as stopped_days,
       round_ratio(avg(net_days)) as mean_net_days,
       (select max(value)::double from reference.parameter_in_force where name = 'published_turnaround')
         as published_mean_days
from areas
group by programme_code, period, is_cumulative, area_code
