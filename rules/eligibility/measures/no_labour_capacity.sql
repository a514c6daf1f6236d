-- 无劳动能力(老年人、未成年人、规定类别等级的残疾人): 残疾未查或多重残疾看不出类别的是未知
select m.case_id, m.person_id, case when c.has_no_labour then 1 else 0 end as low,
       case when c.has_no_labour is null then null when c.has_no_labour then 1 else 0 end as high, 1 as factor, null::varchar[] as evidence
from subject_member as m
join capability as c on c.person_id = m.person_id
where m.subject_kind = 'household'
