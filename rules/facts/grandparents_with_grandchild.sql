-- 隔代家庭: 在世成员只有够祖辈年纪的人与未成年人,每一位都比孩子大出两代的岁数,且没有一位是孩子的父母
with living as (
  select m.household_id, m.person_id, m.role, age_on(i.birth_date, as_of()) as age, i.id_number
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  join linked.identity as i on i.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
pure as (
  select household_id
  from living
  group by household_id
  having count(*) = count(age)
     and bool_and(age >= param('grandparent_age') or age < param('child_age'))
     and bool_or(age >= param('grandparent_age')) and bool_or(age < param('child_age'))
),
registered as (
  select l.person_id, max(g.father_id_number) as father_id_number, max(g.mother_id_number) as mother_id_number,
         min(evidence_of('公安_户籍人口', g.record_number)) as evidence
  from pure as h
  join living as v on v.household_id = h.household_id
  join linked.record_link as l on l.person_id = v.person_id
  join standardised."公安_户籍人口" as g on g.record_key = l.record_key
  where l.extract = '公安_户籍人口' and is_proven(l.link_tier)
  group by l.person_id
),
pair as (
  select c.household_id, c.person_id as child_id, e.person_id as elder_id,
         coalesce(e.id_number in (r.father_id_number, r.mother_id_number), false)
           or (c.role = 'child' and e.role in ('applicant', 'head', 'spouse'))
           or e.age - c.age < param('grandparent_gap') as is_parent,
         r.evidence as child_evidence, g.evidence as elder_evidence
  from pure as h
  join living as c on c.household_id = h.household_id and c.age < param('child_age')
  join living as e on e.household_id = h.household_id and e.age >= param('grandparent_age')
  left join registered as r on r.person_id = c.person_id
  left join registered as g on g.person_id = e.person_id
)
select household_id, count(distinct child_id)::varchar as value, null::date as valid_from,
       null::date as valid_to, true as is_known,
       list_sort(list_distinct(list_concat(evidence_list(child_evidence), evidence_list(elder_evidence)))) as evidence
from pair
group by household_id
having not bool_or(is_parent)
