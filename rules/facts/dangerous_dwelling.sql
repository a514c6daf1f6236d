-- 危房: 所住地址或所租公房的房屋安全鉴定,最近一次为 C 级或 D 级
with graded as (
  select coalesce(d.door::varchar, s.property_address) as place, d.district, s.grade, s.assessed_date,
         evidence_of('住建_房屋安全', s.record_number) as evidence,
         row_number() over (
           partition by coalesce(d.door::varchar, s.property_address), d.district
           order by s.assessed_date desc nulls last, s.grade desc, s.record_number desc nulls last) as newest
  from standardised."住建_房屋安全" as s
  left join linked.door as d on d.address = s.property_address
  where s.grade in ('A', 'B', 'C', 'D') and s.property_address is not null and holds_on(s.assessed_date, null, as_of())
),
lived_in as (
  select m.household_id, i.address
  from linked.household_member as m
  join linked.identity as i on i.person_id = m.person_id
  where i.address is not null
  union
  select m.household_id, s.property_address as address
  from standardised."住建_公房租赁" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier) and s.property_address is not null
),
placed as (
  select distinct v.household_id, coalesce(d.door::varchar, v.address) as place, d.district
  from lived_in as v
  left join linked.door as d on d.address = v.address
)
select v.household_id, g.grade as value, max(g.assessed_date) as valid_from,
       null::date as valid_to, true as is_known, evidence_list(g.evidence) as evidence
from placed as v
join graded as g on g.place = v.place and g.newest = 1 and coalesce(g.district = v.district, true)
where g.grade in ('C', 'D')
group by v.household_id, g.grade
