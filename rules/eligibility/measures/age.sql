-- 本人周岁: 不知出生日期的是未知
select m.case_id, m.person_id, c.age as low,
       c.age as high, 1 as factor, null::varchar[] as evidence
from subject_member as m
join capability as c on c.person_id = m.person_id
where m.subject_kind = 'household'
