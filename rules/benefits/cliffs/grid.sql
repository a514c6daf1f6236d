-- 收入的网格: 自零至低保标准的三倍,每格一步;各条线(低保、边缘、人人达到最低工资)前一元与线上各加一点
with class as (
  select class_code, max(member_count) as member_count, max(earner_count) as earner_count, bool_or(is_rural) as is_rural
  from household_class
  group by class_code
),
sized as (
  select class_code, member_count, is_rural, (param_at('dibao_standard', as_of(), is_rural) * member_count)::bigint as dibao_line,
         (param_at('low_income_line', as_of(), is_rural) * member_count)::bigint as marginal_line,
         (param_at('minimum_wage', as_of(), is_rural) * earner_count)::bigint as wage_line,
         param('cliff_step')::bigint as step, param('cliff_before_line')::bigint as before,
         (param_at('dibao_standard', as_of(), is_rural) * param('cliff_reach') * member_count)::bigint as top
  from class
),
points as (
  select class_code, unnest(range(0, top + 1, step)) as income_fen from sized
  union
  select class_code, unnest([dibao_line - before, dibao_line, marginal_line - before, marginal_line, wage_line - before,
                             wage_line]) from sized
)
select row_number() over (order by p.class_code, p.income_fen) as case_id, p.class_code, s.member_count, p.income_fen,
       s.dibao_line, s.marginal_line, s.wage_line, s.is_rural
from points as p
join sized as s on s.class_code = p.class_code
where p.income_fen <= s.top
