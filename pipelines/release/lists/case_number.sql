-- 案件编号: 最近一次在办或已出证的申请编号;没有申请的用户编号
with live as (
  select household_id, application_number
  from verified.report
  where household_id is not null and conclusion not in ('withdrawn', 'ended')
  qualify row_number() over (
    partition by household_id order by accepted_date desc nulls last, application_number desc) = 1
)
select h.household_id, coalesce(l.application_number, h.household_id) as case_number
from linked.household as h
left join live as l on l.household_id = h.household_id
