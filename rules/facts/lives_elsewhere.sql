-- 人户分离: 居住街道与户籍街道都已知且不同
with record as (
  select l.person_id, evidence_of('公安_户籍人口', s.record_number) as evidence
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
  union all
  select l.person_id, evidence_of('公安_实有人口', s.record_number) as evidence
  from standardised."公安_实有人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier)
)
select i.person_id, i.street_code as value, null::date as valid_from, null::date as valid_to,
       true as is_known, coalesce(evidence_list(r.evidence), no_evidence()) as evidence
from linked.identity as i
join linked.person as p on p.person_id = i.person_id
left join record as r on r.person_id = i.person_id
where i.street_code <> i.register_street_code and i.street_code not like '未定%' and i.register_street_code not like '未定%'
  and not p.is_deceased
group by i.person_id, i.street_code
