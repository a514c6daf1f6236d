-- 每月金额(试算,元;每户每项目取最近一份报告,未知的不计入合计,另列份数)
with pair as (
  select b.programme_code, b.benefit_fen as before_fen, a.benefit_fen as after_fen, b.exceeds_limit as was_above,
         a.exceeds_limit as is_above
  from before.report as b
  join newest as n on n.report_id = b.report_id
  join after.report as a on a.report_id = b.report_id
)
select coalesce(label_of('programme', programme_code), programme_code) as "项目", count(*) as "报告(份)",
       count(*) filter (where after_fen > before_fen) as "金额增", count(*) filter (where after_fen < before_fen) as "金额减",
       count(*) filter (where is_above and not was_above) as "新超限",
       count(*) filter (where was_above and not is_above) as "不再超限",
       yuan(known_sum(before_fen)) as "原每月", yuan(known_sum(after_fen)) as "设想后每月",
       yuan(known_sum(after_fen) - known_sum(before_fen)) as "增减",
       count(*) filter (where before_fen is null) as "原未知", count(*) filter (where after_fen is null) as "后未知"
from pair
group by programme_code
having bool_or(after_fen is distinct from before_fen or is_above is distinct from was_above)
order by programme_code
