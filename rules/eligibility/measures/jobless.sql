-- 劳动年龄内无缴费、无工资、未退休、不在读: 缴费未送达的是未知
select m.case_id, m.person_id, case when c.is_known_jobless then 1 else 0 end as low,
       case when c.is_known_jobless is null then null when c.is_known_jobless then 1 else 0 end as high, 1 as factor, null::varchar[] as evidence
from subject_member as m
join capability as c on c.person_id = m.person_id
where m.subject_kind = 'household'
