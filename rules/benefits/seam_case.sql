-- 每份的案头: 没写的按不伤害家庭的读法(收入按分记,视为查全,适用豁免)
select c.case_id, c.day, c.programme_code, coalesce(c.parts_per_fen, 1) as parts_per_fen, coalesce(c.is_income_complete, true) as is_income_complete,
       c.declared_income_fen, c.annual_spending_fen, c.annual_medical_fen, c.taper_month, c.previous_benefit_fen,
       c.probable_parts, case when c.unprovable_fen is null then 0 else c.unprovable_fen end as unprovable_fen,
       coalesce(c.is_rural, false) as is_rural, coalesce(c.is_disregard_applied, true) as is_disregard_applied,
       coalesce(c.is_wage_imputed, true) as is_wage_imputed
from every_benefit_case as c
