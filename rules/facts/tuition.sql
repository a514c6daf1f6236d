-- 学费: 在读学生的年学费;未写的说不清
with record as (
  select l.person_id, s.tuition_fen, evidence_of('教育_学籍', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id, s.stage, s.tuition_fen order by s.record_number nulls last, s.record_key) as copy
  from standardised."教育_学籍" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.status is not distinct from '在读'
)
select r.person_id, complete_sum(r.tuition_fen)::varchar as value, null::date as valid_from,
       null::date as valid_to, complete_sum(r.tuition_fen) is not null as is_known, evidence_list(r.evidence) as evidence
from record as r
where r.copy = 1
group by r.person_id
