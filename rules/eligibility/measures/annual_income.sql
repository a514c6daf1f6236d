-- 年可支配收入(不作豁免): 已证实的是下界;收入查全才有上界
select a.case_id, null::varchar as person_id, a.received as low, case when a.is_income_complete then a.received end as high,
       a.scale // 12 as factor, h.evidence
from assessment as a
join benefit_case as c on c.case_id = a.case_id and c.subject_kind = 'household'
left join verified.household_income as h on h.household_id = c.household_id
