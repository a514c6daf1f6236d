-- 收入不足: 月人均有证据收入与低保标准相比;收入未查全的,有证据部分只说明最坏不过如此
select s.household_id, 'income_per_head' as measure,
       case when i.is_complete then i.income_fen::double / s.member_count end as value,
       case when not i.is_complete then i.income_fen::double / s.member_count end as worst,
       coalesce(i.is_complete and i.income_fen is not null, false) as is_known,
       coalesce(i.evidence, no_evidence()) as evidence,
       s.member_count as size, i.income_fen::double / s.member_count as per_head, param_at('dibao_standard', as_of(), s.is_rural) as line
from scored.household_size as s
left join verified.household_income as i on i.household_id = s.household_id
where s.member_count > 0
