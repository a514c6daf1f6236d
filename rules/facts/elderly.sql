-- 老年人: 按出生日期满周岁计;出生日期不知的说不清
with subject as (
  select i.person_id, i.birth_date
  from linked.identity as i
  join linked.person as p on p.person_id = i.person_id
  where not p.is_deceased and (
    age_on(i.birth_date, as_of()) >= param('elderly_age')
    or (i.birth_date is null and i.person_id in (select person_id from linked.household_member)))
),
register as (
  select l.person_id, min(evidence_of('公安_户籍人口', g.record_number)) as evidence
  from standardised."公安_户籍人口" as g
  join linked.record_link as l on l.record_key = g.record_key
  join subject as s on s.person_id = l.person_id
  where l.extract = '公安_户籍人口' and is_proven(l.link_tier)
  group by l.person_id
)
select s.person_id, null::varchar as value,
       (s.birth_date + to_months((param('elderly_age') * 12)::integer))::date as valid_from, null::date as valid_to,
       s.birth_date is not null as is_known,
       case when r.evidence is not null then [r.evidence] else no_evidence() end as evidence
from subject as s
left join register as r on r.person_id = s.person_id
