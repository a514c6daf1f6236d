-- 未成年人: 按出生日期满周岁计;出生日期不知的说不清
with register as (
  select l.person_id, [evidence_of('公安_户籍人口', s.record_number)] as evidence,
         row_number() over (partition by l.person_id order by s.record_number nulls last, s.record_key) as copy
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
)
select i.person_id, m.household_id, null::varchar as value, i.birth_date as valid_from, (i.birth_date + to_months((param('child_age') * 12)::integer))::date as valid_to,
       i.birth_date is not null as is_known, coalesce(r.evidence, no_evidence()) as evidence
from linked.identity as i
join linked.person as p on p.person_id = i.person_id
left join register as r on r.person_id = i.person_id and r.copy = 1
left join linked.household_member as m on m.person_id = i.person_id
where not p.is_deceased and (age_on(i.birth_date, as_of()) < param('child_age') or (i.birth_date is null and m.household_id is not null))
