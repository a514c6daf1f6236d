-- 没有赡养抚养人,或赡养抚养人都没有能力: 没有登记的是未知
select m.case_id, m.person_id, case when c.is_without_supporter then 1 else 0 end as low,
       case when c.is_without_supporter is null then null when c.is_without_supporter then 1 else 0 end as high, 1 as factor, c.supporter_evidence as evidence
from subject_member as m
join capability as c on c.person_id = m.person_id
where m.subject_kind = 'household'
