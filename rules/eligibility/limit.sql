-- 每个条件的限值,逐个户规模、城镇与农村: 准入限额按人均或按户;其他参数每个规模同值;设为不设的准入限额不测
with sizes as (
  select distinct household_size from reference.programme_limit
)
select l.name as limit_name, l.household_size, l.is_rural, l.per, l.admits, l.value, l.shown, l.status
from reference.programme_limit as l
union all
select p.name as limit_name, s.household_size, p.holds_in_villages as is_rural, null::varchar as per, null::varchar as admits, p.value,
       p.shown, p.status
from reference.residence_parameter as p
cross join sizes as s
where p.kind = 'value' and p.valid_from <= as_of() and coalesce(p.valid_to >= as_of(), true)
