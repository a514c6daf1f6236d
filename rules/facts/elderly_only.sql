-- 纯老家庭: 在世成员都是老年人,取值为人数
with living as (
  select m.household_id, m.person_id, age_on(i.birth_date, as_of()) as age
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  join linked.identity as i on i.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
old as (
  select household_id, count(*) as members
  from living
  group by household_id
  having count(*) = count(age) and min(age) >= param('elderly_age')
),
register as (
  select v.household_id, list_sort(list(distinct evidence_of('公安_户籍人口', g.record_number))) as evidence
  from old as o
  join living as v on v.household_id = o.household_id
  join linked.record_link as l on l.person_id = v.person_id
  join standardised."公安_户籍人口" as g on g.record_key = l.record_key
  where l.extract = '公安_户籍人口' and is_proven(l.link_tier)
  group by v.household_id
)
select o.household_id, o.members::varchar as value, null::date as valid_from,
       null::date as valid_to, true as is_known, coalesce(r.evidence, no_evidence()) as evidence
from old as o
left join register as r on r.household_id = o.household_id
