-- 每份的收入核算,写成分: 证实收入、就业成本、豁免、渐退不计、可计收入,及是否低于各线
with whole as (
  select case_id, member_count, scale::hugeint as scale, received::hugeint as received, cost::hugeint as cost,
         disregarded::hugeint as disregarded, tapered::hugeint as tapered, counted::hugeint as counted,
         declared_more::hugeint as declared_more, is_income_complete, is_rural, base_fen::bigint as base_fen,
         standard_fen::bigint as standard_fen, is_below_dibao, is_below_marginal
  from assessment
)
select a.case_id, c.subject_kind, c.household_id, c.programme_code, a.member_count::integer as member_count,
       to_fen(a.received, a.scale) as received_fen, to_fen(a.cost, a.scale) as employment_cost_fen,
       to_fen(a.disregarded, a.scale) as disregarded_fen, to_fen(a.tapered, a.scale) as tapered_fen,
       to_fen(a.counted, a.scale) as countable_fen, to_fen(a.declared_more, a.scale) as declared_more_fen,
       a.is_income_complete as income_is_complete, a.base_fen as base_standard_fen, a.standard_fen,
       c.annual_spending_fen, c.taper_month::integer as taper_month, a.is_rural, a.is_below_dibao, a.is_below_marginal
from whole as a
join benefit_case as c on c.case_id = a.case_id
where not c.is_alternative
