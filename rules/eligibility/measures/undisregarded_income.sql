-- 月可计收入,不作豁免也不扣减刚性支出: 写明不适用的项目按它看收入限额,与该项目的报告一致
select a.case_id, null::varchar as person_id, at_least_zero(a.received - a.cost) as low,
       case when a.is_income_complete then at_least_zero(a.received - a.cost) end as high, a.scale as factor, h.evidence
from assessment as a
join benefit_case as c on c.case_id = a.case_id and c.subject_kind = 'household'
left join verified.household_income as h on h.household_id = a.case_id
