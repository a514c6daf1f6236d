-- 父母: 户籍或出生证明载明的父亲与母亲,取值为父母的人员编号
with named as (
  select l.person_id, n.parent_id_number, evidence_of('公安_户籍人口', s.record_number) as evidence
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  cross join lateral (select unnest([s.father_id_number, s.mother_id_number]) as parent_id_number) as n
  where is_proven(l.link_tier) and n.parent_id_number is not null
  union all
  select l.person_id, n.parent_id_number, evidence_of('卫健_出生证明', s.record_number) as evidence
  from standardised."卫健_出生证明" as s
  join linked.record_link as l on l.record_key = s.record_key
  cross join lateral (select unnest([s.father_id_number, s.mother_id_number]) as parent_id_number) as n
  where is_proven(l.link_tier) and n.parent_id_number is not null
)
select n.person_id, m.household_id, i.person_id as value, null::date as valid_from, null::date as valid_to,
       true as is_known, evidence_list(n.evidence) as evidence
from named as n
join linked.identity as i on i.id_number = n.parent_id_number
join linked.household_member as m on m.person_id = n.person_id
where i.person_id <> n.person_id
group by n.person_id, m.household_id, i.person_id
