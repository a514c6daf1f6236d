-- 每个条件的限值: 准入限额按户规模与人均或按户;其他参数直接取值;设为不设的准入限额不测
select l.name as limit_name, l.household_size, l.per, l.admits, l.value, l.shown, l.status
from reference.programme_limit as l
union all
select p.name as limit_name, null::integer as household_size, null::varchar as per, null::varchar as admits, p.value,
       p.shown, p.status
from reference.parameter_in_force as p
where p.kind = 'value'
