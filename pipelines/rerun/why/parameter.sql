-- 两个发布取值不同的参数
select coalesce(o.name, n.name) as name, o.shown, n.shown, coalesce(n.unit, o.unit) as unit
from older.reference.parameter_in_force as o
full join newer.reference.parameter_in_force as n on n.name = o.name
where o.shown is distinct from n.shown
order by 1
