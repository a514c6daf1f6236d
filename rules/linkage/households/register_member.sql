-- 户籍在册的在世人口(迁出的不算)
select register_row.node, register_row.register_household_number, register_role.role
from register_row
join register_role using (node)
anti join death using (node)
where register_row.register_household_number is not null
and coalesce(register_row.register_status, '正常') = '正常'
