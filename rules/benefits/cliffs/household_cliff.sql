-- 每户: 属于哪一类,现在的月收入,跨过各条线时失去(负)或得到(正)多少,离哪几条线不到一成(收入未查全的不判断)
with at_line as (
  select class_code,
         max(case when list_contains(lines_met, 'dibao') then change_fen end) as change_at_dibao_fen,
         max(case when list_contains(lines_met, 'dibao_marginal') then change_fen end) as change_at_marginal_fen,
         max(case when list_contains(lines_met, 'minimum_wage') then change_fen end) as change_at_wage_fen
  from benefit_cliff
  group by class_code
),
placed as (
  select h.household_id, h.class_code, h.member_count, i.income_fen, i.is_complete,
         param_at('dibao_standard', as_of(), h.is_rural) * h.member_count as dibao_line,
         param_at('low_income_line', as_of(), h.is_rural) * h.member_count as marginal_line,
         param_at('minimum_wage', as_of(), h.is_rural) * h.earner_count as wage_line, param('near_line_share') as near_share
  from household_class as h
  left join verified.household_income as i on i.household_id = h.household_id
)
select p.household_id, p.class_code, p.member_count, p.income_fen, coalesce(p.is_complete, false) as income_is_complete,
       a.change_at_dibao_fen, a.change_at_marginal_fen, a.change_at_wage_fen,
       case when p.is_complete
            then list_filter([case when abs(p.income_fen - p.dibao_line) < p.dibao_line * p.near_share then 'dibao' end,
                              case when abs(p.income_fen - p.marginal_line) < p.marginal_line * p.near_share
                                   then 'dibao_marginal' end,
                              case when abs(p.income_fen - p.wage_line) < p.wage_line * p.near_share
                                   then 'minimum_wage' end], lambda x: x is not null)
            else no_evidence() end as near_lines
from placed as p
left join at_line as a on a.class_code = p.class_code
