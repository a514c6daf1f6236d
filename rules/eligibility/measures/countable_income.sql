-- 月可计收入: 已证实的是下界;收入查全才有上界(连同赡养费等照申报的、按规定核算的劳动收入与赡养费);豁免、就业成本与可以扣减的支出同金额核算一样已经减去
select a.case_id, null::varchar as person_id, a.counted as low, case when a.is_income_complete then a.counted + a.declared_more + a.ruled end as high,
       a.scale as factor, h.evidence
from assessment as a
join benefit_case as c on c.case_id = a.case_id and c.subject_kind = 'household'
left join verified.household_income as h on h.household_id = c.household_id
