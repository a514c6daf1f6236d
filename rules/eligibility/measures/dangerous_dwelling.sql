-- 所住房屋鉴定为C级或D级: 没有鉴定不等于安全
select s.case_id, null::varchar as person_id, max(case when f.household_id is null then 0 else 1 end) as low,
       max(case when f.household_id is not null then 1 end) as high, 1 as factor,
       list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
from (select distinct case_id, household_id from subject_member where subject_kind = 'household') as s
left join verified.fact as f on f.household_id = s.household_id and f.fact_code = 'dangerous_dwelling' and f.is_known
group by s.case_id
