-- 悬崖图: 收入查全的家庭按收入相当于低保标准的倍数分档,各档户数与同档待遇合计(占标准的比例)
with lines as (
  select max(value) filter (where name = 'dibao_standard') as standard,
         max(value) filter (where name = 'low_income_line') as marginal
  from reference.parameter_in_force
),
households as (
  select floor(h.income_fen * 10 / (l.standard * h.member_count))::bigint as tenth, count(*) as households,
         count(*) filter (where len(h.near_lines) > 0) as near
  from verified.household_cliff as h
  cross join lines as l
  where h.income_is_complete and h.income_fen < l.standard * h.member_count * 3
  group by 1
),
valued as (
  select floor(c.income_fen * 10 / (l.standard * c.member_count))::bigint as tenth,
         sum(c.value_fen * c.household_count)::double / sum(l.standard * c.member_count * c.household_count)::double
           as value_ratio
  from verified.benefit_cliff as c
  cross join lines as l
  where c.value_fen is not null and c.income_fen < l.standard * c.member_count * 3
  group by 1
)
select t.tenth, coalesce(h.households, 0) as households, coalesce(h.near, 0) as near, v.value_ratio,
       l.marginal::double / l.standard::double as marginal_ratio
from (select unnest(range(0, 30)) as tenth) as t
cross join lines as l
left join households as h on h.tenth = t.tenth
left join valued as v on v.tenth = t.tenth
order by t.tenth
