-- 已故成员不计入共同生活的家庭成员
with deceased_evidence as (
  select person_id, list_sort(flatten(list(evidence))) as evidence
  from verified.fact
  where fact_code = 'deceased' and person_id is not null
  group by person_id
)
select m.household_id, m.person_id, f.evidence as evidence
from linked.household_member as m
join linked.person as p on p.person_id = m.person_id
left join deceased_evidence as f on f.person_id = m.person_id
where p.is_deceased
