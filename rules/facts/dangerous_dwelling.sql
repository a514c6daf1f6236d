-- 危房: 所住地址或所租公房的房屋安全鉴定,最近一次为 C 级或 D 级
with graded as (
  select s.property_address, s.grade, s.assessed_date, evidence_of('住建_房屋安全', s.record_number) as evidence,
         row_number() over (
           partition by s.property_address
           order by s.assessed_date desc nulls last, s.grade desc, s.record_number desc nulls last) as place
  from standardised."住建_房屋安全" as s
  where s.grade in ('A', 'B', 'C', 'D') and s.property_address is not null and holds_on(s.assessed_date, null, as_of())
),
lived_in as (
  select m.household_id, i.address as property_address
  from linked.household_member as m
  join linked.identity as i on i.person_id = m.person_id
  where i.address is not null
  union
  select m.household_id, s.property_address
  from standardised."住建_公房租赁" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
)
select v.household_id, g.grade as value, max(g.assessed_date) as valid_from,
       null::date as valid_to, true as is_known, evidence_list(g.evidence) as evidence
from lived_in as v
join graded as g on g.property_address = v.property_address and g.place = 1
where g.grade in ('C', 'D')
group by v.household_id, g.grade
