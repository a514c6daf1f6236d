-- 重度残疾: 残联送达而没有证的,即不是
select m.case_id, m.person_id, case when c.is_severely_disabled then 1 else 0 end as low,
       case when c.is_severely_disabled is null then null when c.is_severely_disabled then 1 else 0 end as high, 1 as factor, null::varchar[] as evidence
from subject_member as m
join capability as c on c.person_id = m.person_id
where m.subject_kind = 'household'
