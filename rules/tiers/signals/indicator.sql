-- 可引用的指标: 条件所引用的,取值为状态,数值为所量;未知的不算成立
with asked as (
  select distinct signal_code from reference.condition where signal_kind = 'indicator'
)
select 'indicator' as signal_kind, i.indicator_code as signal_code, i.household_id, null::varchar as person_id,
       i.state as value, i.value as number_value, null::date as valid_from, null::date as valid_to,
       i.state <> 'unknown' as is_known, i.evidence
from scored.household_indicator as i
join asked as a on a.signal_code = i.indicator_code
