-- 家中有登记失业的成员: 没有登记不等于没有
select m.case_id, null::varchar as person_id,
       max(case when f.person_id is not null and f.is_known then 1 else 0 end) as low,
       case when bool_or(f.person_id is not null and f.is_known) then 1 end as high, 1 as factor,
       list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
from subject_member as m
left join verified.fact as f
  on f.person_id = m.person_id and f.fact_code in ('registered_unemployed') and coalesce(f.valid_to >= as_of(), true)
where m.subject_kind = 'household'
group by m.case_id
