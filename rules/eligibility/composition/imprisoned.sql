-- 在监狱服刑、在戒毒场所强制戒毒的人员不计入共同生活的家庭成员
select m.household_id, m.person_id, list_sort(flatten(list(f.evidence))) as evidence
from linked.household_member as m
join verified.fact as f on f.person_id = m.person_id and f.fact_code = 'imprisoned' and f.is_known
group by m.household_id, m.person_id
