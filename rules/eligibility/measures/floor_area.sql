-- 居住面积: 只知道承租公房或入户调查所记的
select s.case_id, null::varchar as person_id, max(try_cast(f.value as decimal(18, 4))) as low,
       max(try_cast(f.value as decimal(18, 4))) as high, 1 as factor,
       list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
from (select distinct case_id, household_id from subject_member where subject_kind = 'household') as s
left join verified.fact as f on f.household_id = s.household_id and f.fact_code = 'floor_area' and f.is_known
group by s.case_id
