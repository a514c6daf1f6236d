-- 独居老人家庭: 一户只有一名在世成员且为老年人,取值为周岁;户籍配偶在世而不在户内的说不清
with living as (
  select m.household_id, m.person_id, age_on(i.birth_date, as_of()) as age
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  join linked.identity as i on i.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
sole as (
  select household_id, max(person_id) as person_id, max(age) as age
  from living
  group by household_id
  having count(*) = 1 and max(age) >= param('elderly_age')
),
registered as (
  select o.person_id, max(g.spouse_id_number) as spouse_id_number,
         list_sort(list(distinct evidence_of('公安_户籍人口', g.record_number))) as evidence
  from sole as o
  join linked.record_link as l on l.person_id = o.person_id
  join standardised."公安_户籍人口" as g on g.record_key = l.record_key
  where l.extract = '公安_户籍人口' and is_proven(l.link_tier)
  group by o.person_id
),
married as (
  select r.person_id, bool_or(not p.is_deceased) as is_spouse_living
  from registered as r
  join linked.identity as i on i.id_number = r.spouse_id_number
  join linked.person as p on p.person_id = i.person_id
  group by r.person_id
)
select s.household_id, s.age::varchar as value, null::date as valid_from,
       null::date as valid_to, not coalesce(w.is_spouse_living, false) as is_known,
       coalesce(r.evidence, no_evidence()) as evidence
from sole as s
left join registered as r on r.person_id = s.person_id
left join married as w on w.person_id = s.person_id
