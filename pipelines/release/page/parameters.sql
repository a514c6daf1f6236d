-- 报告用到的、来源未核实的参数
with used as (
  select split_part(x.parameter, '=', 1) as name, count(*)::integer as reports
  from verified.report as r
  cross join unnest(r.parameters_used) as x (parameter)
  group by 1
)
select replace(p.label, coalesce(c.label, ''), '') as label, coalesce(c.label, '全部项目') as programme, p.shown, p.unit, p.basis, u.reports
from used as u
join reference.parameter_in_force as p on p.name = u.name
left join reference.code as c on c.list = 'programme' and c.code = p.programme_code
where p.status = 'unverified'
order by c.rowid nulls first, p.label
