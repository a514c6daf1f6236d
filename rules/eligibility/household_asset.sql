-- 家庭财产: 取最近受理的在办报告的各项;证实的是下界;查清了才有上界;有异议的一概不用
with newest as (
  select report_id, household_id,
         row_number() over (partition by household_id order by accepted_date desc nulls last, report_id desc) as place
  from verified.report_case
  where case_state = 'open' and household_id is not null
)
select n.household_id as case_id, i.limited_as,
       sum(case when r.verdict = 'under_objection' or r.proven is null then 0 else r.proven end)::bigint as low,
       case when bool_and(r.verdict in ('agrees', 'differs') and r.verified is not null)
            then sum(case when r.verified >= r.proven then r.verified else r.proven end)::bigint end as high,
       [evidence_of('民政_救助申请', max(c.application_number))] as evidence
from newest as n
join verified.report_case as c on c.report_id = n.report_id
join verified.report_item as r on r.report_id = n.report_id and r.person_id is null
join reference.item as i on i.item_code = r.item_code and i.limited_as is not null
where n.place = 1
group by n.household_id, i.limited_as
