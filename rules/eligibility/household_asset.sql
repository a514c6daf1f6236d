-- 家庭财产: 取最近受理的在办报告的各项;证实的是下界;查清了才有上界,没有一个来源说得出的次要财产不妨碍;有异议的一概不用
with newest as (
  select report_id, household_id,
         row_number() over (partition by household_id order by accepted_date desc nulls last, report_id desc) as place
  from verified.report_case
  where case_state = 'open' and household_id is not null
),
left_out as (
  -- 证实了而不计入限额的: 一处都不计的,全部
  select report_id, item_code, case when countable is null then proven else proven - countable end as left_out
  from verified.report_total
  where proven is not null and not is_corrected
),
told as (
  -- 不计入限额的(残疾人专用车、小份额、合起来算一套的住房)同报告一样去掉
  select n.household_id, i.limited_as, r.report_id, r.proven - case when s.left_out is null then 0 else s.left_out end as proven,
         r.verified - case when s.left_out is null then 0 else s.left_out end as verified, r.verdict = 'under_objection' as is_objected,
         -- 申请表没有这一栏的,核实到多少就是多少
         r.verified is not null and (r.verdict in ('agrees', 'differs') or (r.verdict = 'no_data' and r.declared is null))
           as is_known,
         r.verified is null and r.verdict = 'no_data' and in_list('asset_items_optional', r.item_code) as is_optional
  from newest as n
  join verified.report_item as r on r.report_id = n.report_id and r.person_id is null
  join reference.item as i on i.item_code = r.item_code and i.limited_as is not null
  left join left_out as s on s.report_id = r.report_id and s.item_code = r.item_code
  where n.place = 1
)
select t.household_id, t.limited_as,
       sum(case when t.is_objected or t.proven is null then 0 else t.proven end)::bigint as low,
       case when bool_and(t.is_known or t.is_optional) and bool_or(t.is_known)
            then sum(case when t.is_optional then 0 when t.verified >= t.proven then t.verified else t.proven end)::bigint
            end as high,
       [evidence_of('民政_救助申请', max(c.application_number))] as evidence
from told as t
join verified.report_case as c on c.report_id = t.report_id
group by t.household_id, t.limited_as
