-- 纯老家庭: 在世成员都是老年人,取值为人数
with living as (
  select m.household_id, m.person_id, m.role, age_on(i.birth_date, as_of()) as age
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  join linked.identity as i on i.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
registered as (
  select l.person_id, evidence_of('公安_户籍人口', s.record_number) as evidence,
         row_number() over (partition by l.person_id order by s.record_number nulls last, s.record_key) as copy
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
)
select null::varchar as person_id, v.household_id, count(*)::varchar as value, null::date as valid_from,
       null::date as valid_to, true as is_known, coalesce(evidence_list(r.evidence), no_evidence()) as evidence
from living as v
left join registered as r on r.person_id = v.person_id and r.copy = 1
group by v.household_id
having count(*) = count(v.age) and min(v.age) >= param('elderly_age')
