-- 独居老人家庭: 一户只有一名在世成员且为老年人,取值为周岁;户籍配偶在世而不在户内的说不清
with living as (
  select m.household_id, m.person_id, m.role, age_on(i.birth_date, as_of()) as age
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  join linked.identity as i on i.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
registered as (
  select l.person_id, s.spouse_id_number,
         evidence_of('公安_户籍人口', s.record_number) as evidence,
         row_number() over (partition by l.person_id order by s.record_number nulls last, s.record_key) as copy
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
),
sole as (
  select household_id, max(person_id) as person_id, max(age) as age
  from living
  group by household_id
  having count(*) = 1
)
select null::varchar as person_id, s.household_id, s.age::varchar as value, null::date as valid_from,
       null::date as valid_to, coalesce(q.is_deceased, true) as is_known,
       case when r.evidence is not null then [r.evidence] else no_evidence() end as evidence
from sole as s
left join registered as r on r.person_id = s.person_id and r.copy = 1
left join linked.identity as i on i.id_number = r.spouse_id_number
left join linked.person as q on q.person_id = i.person_id
where s.age >= param('elderly_age')
