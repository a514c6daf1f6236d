-- 可引用的家人去世: 自去世日起
select 'measure' as signal_kind, 'death_in_household' as signal_code, household_id, null::varchar as person_id,
       null::varchar as value, null::double as number_value, died_on as valid_from, null::date as valid_to,
       true as is_known, evidence
from bereaved
