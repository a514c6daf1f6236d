-- 各街镇、居村的工作量: 未办结告警按级别,逾期的,一二级家庭,未下结论的报告
with alerts as (
  select a.street_code, a.committee_code,
         count(*)::integer as open_count,
         count(*) filter (where a.level = 'red')::integer as red_count,
         count(*) filter (where a.level = 'orange')::integer as orange_count,
         count(*) filter (where a.level = 'yellow')::integer as yellow_count,
         count(*) filter (where a.level = 'blue')::integer as blue_count,
         count(*) filter (where a.due_date < r.as_of)::integer as overdue_count,
         count(distinct a.household_id)::integer as alerted_household_count
  from published.alert as a
  cross join reference.run as r
  where is_open_alert(a.status)
  group by a.street_code, a.committee_code
),
listed as (
  select t.street_code, coalesce(h.committee_code, '未定') as committee_code,
         count(*) filter (where t.tier = 'tier_1')::integer as tier_1_count,
         count(*) filter (where t.tier = 'tier_2')::integer as tier_2_count
  from tiered.household_tier as t
  left join linked.household as h on h.household_id = t.household_id
  group by 1, 2
),
reports as (
  select r.street_code, coalesce(h.committee_code, '未定') as committee_code, count(*)::integer as open_report_count
  from verified.report as r
  left join linked.household as h on h.household_id = r.household_id
  where r.conclusion in ('insufficient', 'under_review')
  group by 1, 2
),
places as (
  select street_code, committee_code from alerts
  union
  select street_code, committee_code from listed where tier_1_count + tier_2_count > 0
  union
  select street_code, committee_code from reports
)
select p.street_code, s.label as street_label, p.committee_code, c.label as committee_label,
       coalesce(a.open_count, 0) as open_count, coalesce(a.red_count, 0) as red_count,
       coalesce(a.orange_count, 0) as orange_count, coalesce(a.yellow_count, 0) as yellow_count,
       coalesce(a.blue_count, 0) as blue_count, coalesce(a.overdue_count, 0) as overdue_count,
       coalesce(a.alerted_household_count, 0) as alerted_household_count,
       coalesce(l.tier_1_count, 0) as tier_1_count, coalesce(l.tier_2_count, 0) as tier_2_count,
       coalesce(r.open_report_count, 0) as open_report_count
from places as p
left join alerts as a on a.street_code = p.street_code and a.committee_code = p.committee_code
left join listed as l on l.street_code = p.street_code and l.committee_code = p.committee_code
left join reports as r on r.street_code = p.street_code and r.committee_code = p.committee_code
left join reference.area as s on s.area_code = p.street_code
left join reference.area as c on c.area_code = p.committee_code
order by p.street_code, p.committee_code
