-- 每份的收入核算,写成分: 证实收入、就业成本、豁免、渐退不计、可计收入,及是否低于各线
select a.case_id, c.subject_kind, c.household_id, c.programme_code, a.member_count::integer as member_count,
       to_fen(a.received::hugeint, a.scale::hugeint) as received_fen, to_fen(a.cost::hugeint, a.scale::hugeint) as employment_cost_fen,
       to_fen(a.disregarded::hugeint, a.scale::hugeint) as disregarded_fen,
       to_fen(a.tapered::hugeint, a.scale::hugeint) as tapered_fen, to_fen(a.counted::hugeint, a.scale::hugeint) as countable_fen,
       to_fen(a.declared_more::hugeint, a.scale::hugeint) as declared_more_fen, a.is_income_complete as income_is_complete,
       a.base_fen::bigint as base_standard_fen, a.standard_fen::bigint as standard_fen,
       c.annual_spending_fen, c.taper_month::integer as taper_month, a.is_below_dibao, a.is_below_marginal
from assessment as a
join benefit_case as c on c.case_id = a.case_id
