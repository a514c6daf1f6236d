-- 成年且不在读、住在别处的子女是否共同生活需核实;核实之前仍计入
select m.household_id, m.person_id, list_sort(flatten(list(f.evidence))) as evidence
from linked.household_member as m
join linked.identity as i on i.person_id = m.person_id
join verified.fact as f on f.person_id = m.person_id and f.fact_code = 'lives_elsewhere' and f.is_known
where m.role = 'child' and age_on(i.birth_date, as_of()) >= param('child_age')
group by m.household_id, m.person_id
