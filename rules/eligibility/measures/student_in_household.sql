-- 家中有在读学生: 学籍送达而没有,即没有
select m.case_id, null::varchar as person_id,
       max(case when f.person_id is not null and f.is_known then 1 else 0 end) as low,
       case when bool_or(f.person_id is not null and f.is_known) then 1
            when is_screened('教育_学籍') and not coalesce(bool_or(not f.is_known), false) then 0 end as high, 1 as factor,
       list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
from subject_member as m
left join verified.fact as f
  on f.person_id = m.person_id and f.fact_code in ('studying') and coalesce(f.valid_to >= as_of(), true)
where m.subject_kind = 'household'
group by m.case_id
