-- 评分所用的家庭成员: 截至 as-of 在户且在世的人,周岁按出生日期计;有有效证件才查得到登记
select m.household_id, m.person_id, m.role, age_on(i.birth_date, as_of()) as age, p.sex_code,
       i.id_number is not null as is_identified
from linked.household_member as m
join linked.person as p on p.person_id = m.person_id
left join linked.identity as i on i.person_id = m.person_id
where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
