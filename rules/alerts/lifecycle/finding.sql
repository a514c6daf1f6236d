-- 条件类告警的所见: 成立的每一组条件一条
select rule_code, household_id, person_id, block_number, null::varchar as level, null::varchar as disposition,
       begun_date, valid_to as until_date, value, number_value, evidence
from tiered.condition_hit
where rule_kind = 'alert'
