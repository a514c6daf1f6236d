-- 可引用的指标: 取值为状态,数值为所量;未知的不算成立
select 'indicator' as signal_kind, indicator_code as signal_code, household_id, null::varchar as person_id,
       state as value, value as number_value, null::date as valid_from, null::date as valid_to,
       state <> 'unknown' as is_known, evidence
from scored.household_indicator
