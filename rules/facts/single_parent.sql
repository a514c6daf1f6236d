-- 单亲家庭: 与未成年子女同住的父母只有一方,而另一方已故、离异,或申请家庭未列配偶;只凭户籍看不出婚姻的说不清
with resident as (
  select m.household_id, m.person_id, m.role, i.id_number, age_on(i.birth_date, as_of()) as age
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  join linked.identity as i on i.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
with_minor as (
  select distinct household_id from resident where age < param('child_age')
),
registered as (
  select l.person_id, max(g.father_id_number) as father_id_number, max(g.mother_id_number) as mother_id_number,
         max(g.spouse_id_number) as spouse_id_number, min(evidence_of('公安_户籍人口', g.record_number)) as evidence
  from with_minor as h
  join resident as v on v.household_id = h.household_id
  join linked.record_link as l on l.person_id = v.person_id
  join standardised."公安_户籍人口" as g on g.record_key = l.record_key
  where l.extract = '公安_户籍人口' and is_proven(l.link_tier)
  group by l.person_id
),
living as (
  select v.household_id, v.person_id, v.role, v.id_number, v.age, r.father_id_number, r.mother_id_number,
         r.spouse_id_number, r.evidence
  from with_minor as h
  join resident as v on v.household_id = h.household_id
  left join registered as r on r.person_id = v.person_id
),
minor as (
  select household_id, person_id, role, father_id_number, mother_id_number, evidence
  from living
  where age < param('child_age')
),
parent as (
  select c.household_id, c.person_id as child_id, a.person_id, a.id_number, a.spouse_id_number, a.evidence,
         case when a.id_number = c.father_id_number then c.mother_id_number
              when a.id_number = c.mother_id_number then c.father_id_number end as other_id_number
  from minor as c
  join living as a on a.household_id = c.household_id and a.person_id <> c.person_id
  where a.age >= param('child_age')
    and coalesce(a.id_number in (c.father_id_number, c.mother_id_number)
                 or (c.role = 'child' and a.role in ('applicant', 'head', 'spouse'))
                 or (c.role in ('applicant', 'head') and a.role = 'parent'), false)
),
lone as (
  select household_id, child_id, max(person_id) as person_id, max(id_number) as id_number,
         max(spouse_id_number) as spouse_id_number, max(other_id_number) as other_id_number, max(evidence) as evidence
  from parent
  group by household_id, child_id
  having count(*) = 1
),
marriage as (
  select l.person_id, s.event, s.spouse_id_number, evidence_of('民政_婚姻登记', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id
           order by s.registered_date desc nulls last, s.event desc, s.record_number desc nulls last, s.record_key desc
         ) as place
  from (select distinct person_id from lone) as n
  join linked.record_link as l on l.person_id = n.person_id
  join standardised."民政_婚姻登记" as s on s.record_key = l.record_key
  where l.extract = '民政_婚姻登记' and raises_help(l.link_tier) and s.event in ('结婚登记', '离婚登记') and holds_on(s.registered_date, null, as_of())
),
asked as (
  select spouse_id_number as id_number from lone
  union
  select other_id_number from lone
  union
  select spouse_id_number from marriage where place = 1
),
known_person as (
  select i.id_number, bool_and(p.is_deceased) as is_deceased
  from asked as a
  join linked.identity as i on i.id_number = a.id_number
  join linked.person as p on p.person_id = i.person_id
  group by i.id_number
),
judged as (
  select n.household_id, c.evidence as child_evidence, n.evidence, w.evidence as marriage_evidence,
         case when w.event = '离婚登记' then true
              when coalesce(o.is_deceased, false) or coalesce(s.is_deceased, false) or coalesce(t.is_deceased, false)
                then true
              when w.event = '结婚登记' or not s.is_deceased then null
              when h.basis in ('application', 'roll') then true
              else false
         end as is_known
  from lone as n
  join minor as c on c.person_id = n.child_id and c.household_id = n.household_id
  join linked.household as h on h.household_id = n.household_id
  left join marriage as w on w.person_id = n.person_id and w.place = 1
  left join known_person as o on o.id_number = n.other_id_number
  left join known_person as s on s.id_number = n.spouse_id_number
  left join known_person as t on t.id_number = w.spouse_id_number
)
select household_id, null::varchar as value, null::date as valid_from,
       null::date as valid_to, bool_or(is_known) as is_known,
       list_sort(list_distinct(list_concat(evidence_list(child_evidence), evidence_list(evidence),
                                           evidence_list(marriage_evidence)))) as evidence
from judged
where is_known is not null
group by household_id
