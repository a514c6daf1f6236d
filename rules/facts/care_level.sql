-- 照护等级: 有效期内最近一次评估的等级(0-6)
with status as (
  select l.person_id, try_cast(s.level as integer)::varchar as value, s.assessed_date, s.valid_to_date,
         evidence_of('民政_儿童与照护', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id
           order by s.assessed_date desc nulls last, s.level desc nulls last, s.record_number desc nulls last, s.record_key
         ) as place
  from standardised."民政_儿童与照护" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.kind = '照护等级' and holds_on(s.assessed_date, s.valid_to_date, as_of())
)
select t.person_id, t.value, t.assessed_date as valid_from, t.valid_to_date as valid_to,
       t.value is not null as is_known, [t.evidence] as evidence
from status as t
where t.place = 1
