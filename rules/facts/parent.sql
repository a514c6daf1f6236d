-- 父母: 户籍或出生证明载明的父亲与母亲,取值为父母的人员编号
with record as (
  select l.person_id, s.father_id_number, s.mother_id_number, evidence_of('公安_户籍人口', s.record_number) as evidence
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
  union all
  select l.person_id, s.father_id_number, s.mother_id_number, evidence_of('卫健_出生证明', s.record_number) as evidence
  from standardised."卫健_出生证明" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
),
named as (
  select person_id, father_id_number as parent_id_number, evidence from record where father_id_number is not null
  union all
  select person_id, mother_id_number as parent_id_number, evidence from record where mother_id_number is not null
)
select n.person_id, i.person_id as value, null::date as valid_from, null::date as valid_to, true as is_known,
       list_sort(list(distinct n.evidence)) as evidence
from named as n
join linked.identity as i on i.id_number = n.parent_id_number
join linked.household_member as m on m.person_id = n.person_id
where i.person_id <> n.person_id
group by n.person_id, i.person_id
