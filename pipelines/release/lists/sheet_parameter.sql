-- 证据单所用的标准与参数: 取值、依据、来源状态
with used as (
  select s.page, split_part(x.parameter, '=', 1) as name
  from sheet_report as s
  cross join unnest(s.parameters_used) as x (parameter)
)
select distinct u.page, p.label, p.shown, p.unit, p.basis, p.status, p.kind
from used as u
join reference.parameter_in_force as p on p.name = u.name
order by u.page, case p.kind when 'limit' then 1 when 'tolerance' then 3 else 2 end, p.label, p.shown, p.basis
