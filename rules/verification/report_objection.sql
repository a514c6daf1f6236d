-- 异议: 受理之后、裁定之前,该项不作依据;成立的,按更正值,没有更正值的按申报值;不成立的,照原核实。收入的各类别并作家庭收入一项
with named as (
  select c.report_id, case when o.item_code like 'income%' then 'income' else o.item_code end as item_code,
         o.item_code as objected_code, o.objection_number, o.record_key, o.record_number, o.raised_date, o.decided_date,
         o.status, o.corrected_value
  from standardised."核对_异议登记" as o
  join verified.report_case as c on c.application_number = o.application_number
  where c.case_state = 'open' and o.item_code is not null and (o.raised_date is null or o.raised_date <= as_of())
),
ranked as (
  select report_id, item_code, objected_code, objection_number, record_key, record_number, raised_date, decided_date,
         status, corrected_value,
         row_number() over (
           partition by report_id, item_code order by raised_date desc nulls last, objection_number desc) as copy
  from named
)
select r.report_id, r.item_code, r.objection_number, r.record_key, r.record_number, r.raised_date,
       case when r.decided_date <= as_of() then r.decided_date end as decided_date,
       case when r.status = '成立' and coalesce(r.decided_date <= as_of(), true) then 'upheld'
            when r.status = '不成立' and coalesce(r.decided_date <= as_of(), true) then 'refused'
            else 'pending' end as objection_state,
       case when r.objected_code <> r.item_code then null
            when r.item_code = 'members' or i.measures = 'count' then count_of(r.corrected_value)
            else fen_of(r.corrected_value) end as corrected
from ranked as r
left join reference.item as i on i.item_code = r.item_code
where r.copy = 1
