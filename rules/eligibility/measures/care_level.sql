-- 照护等级: 没有评估的是未知
select m.case_id, m.person_id, max(try_cast(f.value as integer)) as low, max(try_cast(f.value as integer)) as high,
       1 as factor, list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
from subject_member as m
left join verified.fact as f on f.person_id = m.person_id and f.fact_code = 'care_level' and f.is_known
where m.subject_kind = 'household'
group by m.case_id, m.person_id
