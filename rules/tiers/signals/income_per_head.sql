-- 可引用的人均月收入(分): 查全而有证据的才算知道,一项都没有的不是零
select 'measure' as signal_kind, 'income_per_head' as signal_code, i.household_id, null::varchar as person_id,
       null::varchar as value, share(i.income_fen, h.member_count) as number_value, null::date as valid_from,
       null::date as valid_to,
       i.is_complete and i.income_fen is not null and h.member_count > 0 and len(i.evidence) > 0 as is_known,
       i.evidence
from verified.household_income as i
join linked.household as h on h.household_id = i.household_id
