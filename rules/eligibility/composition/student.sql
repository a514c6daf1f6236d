-- 成年但在接受全日制本科及以下教育、不能独立生活的子女计入家庭成员
select m.household_id, m.person_id, list_sort(flatten(list(f.evidence))) as evidence
from linked.household_member as m
join linked.identity as i on i.person_id = m.person_id
join verified.fact as f on f.person_id = m.person_id and f.fact_code = 'studying' and f.is_known
where m.role = 'child' and age_on(i.birth_date, as_of()) >= param('child_age')
group by m.household_id, m.person_id
