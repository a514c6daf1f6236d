-- 悬崖: 收入到这一点时,现金与专项救助合计多少,比前一点失去或得到多少,多挣一元到手几成
with cash as (
  select b.case_id, max(case when p.is_living then b.amount_fen end) as living_fen,
         known_sum(case when not p.is_living then b.amount_fen end) as added_fen
  from benefit as b
  join counted_programme as p on p.programme_code = b.programme_code
  group by b.case_id
),
counted as (
  select class_code, count(*) as household_count from household_class group by class_code
),
valued as (
  select g.class_code, g.member_count, g.income_fen, c.household_count, g.dibao_line, g.marginal_line, g.wage_line,
         case when k.added_fen is null then k.living_fen else k.living_fen + k.added_fen end as cash_fen,
         case when a.is_below_dibao then to_fen(param_at('bundle_value_dibao', as_of(), g.is_rural) * g.member_count, 1)
              when a.is_below_marginal then to_fen(param_at('bundle_value_marginal', as_of(), g.is_rural) * g.member_count, 1)
              else 0 end as in_kind_fen
  from grid as g
  join counted as c on c.class_code = g.class_code
  left join cash as k on k.case_id = g.case_id
  join assessment as a on a.case_id = g.case_id
),
stepped as (
  select class_code, member_count, income_fen, household_count, cash_fen, in_kind_fen, cash_fen + in_kind_fen as value_fen,
         income_fen - lag(income_fen) over w as step_fen,
         cash_fen + in_kind_fen - lag(cash_fen + in_kind_fen) over w as change_fen,
         list_filter([case when income_fen = dibao_line then 'dibao' end,
                      case when income_fen = marginal_line then 'dibao_marginal' end,
                      case when income_fen = wage_line then 'minimum_wage' end], lambda x: x is not null) as lines_met
  from valued
  window w as (partition by class_code order by income_fen)
)
select class_code, member_count, income_fen, household_count, cash_fen, in_kind_fen, value_fen, change_fen,
       case when step_fen > 0 then (-change_fen)::double / step_fen::double end as marginal_rate,
       case when change_fen < -step_fen then 'loss' when change_fen > 0 then 'gain' else 'none' end as cliff_kind, lines_met
from stepped
