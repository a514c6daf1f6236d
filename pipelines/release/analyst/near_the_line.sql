-- 收入在标准上下一成之内的家庭: 多一点或少一点就得失全部待遇的悬崖边
with sizes as (
  select max(household_size) as largest from reference.programme_limit
),
reported as (
  select r.report_id, r.household_id, r.street_code, r.programme_code, r.member_count, r.income_is_complete,
         l.name as limit_name, l.label as limit_label, l.status as limit_status,
         r.countable_income_fen * case l.item when 'income_year' then 12 else 1 end as income_fen,
         -- 报告用的是哪一条线(城镇或农村),写在它自己的限额里
         case when t.limit_value is not null then t.limit_value * case l.item when 'income_year' then 12 else 1 end
              else (l.value * case l.per when 'person' then r.member_count else 1 end)::bigint end as line_fen
  from verified.report as r
  cross join sizes as s
  join reference.programme_limit as l
    on l.programme_code = r.programme_code and l.item in ('income', 'income_year')
   and l.household_size = case when r.member_count > s.largest then s.largest else r.member_count end
   and not l.is_rural
  left join verified.report_limit as t on t.report_id = r.report_id and t.limit_name = l.name
  where r.countable_income_fen is not null
),
monitored as (
  select null::varchar as report_id, h.household_id, h.street_code, 'dibao' as programme_code, h.member_count,
         i.is_complete as income_is_complete, p.name as limit_name, p.label as limit_label, p.status as limit_status,
         i.income_fen, (p.value * h.member_count)::bigint as line_fen
  from linked.household as h
  join verified.household_income as i on i.household_id = h.household_id
  join reference.parameter_in_force as p on p.name = 'dibao_standard'
  where i.income_fen is not null
),
measured as (
  select 'report' as basis, report_id, household_id, street_code, programme_code, member_count, income_is_complete,
         limit_name, limit_label, limit_status, income_fen, line_fen
  from reported
  union all
  select 'monitoring', report_id, household_id, street_code, programme_code, member_count, income_is_complete,
         limit_name, limit_label, limit_status, income_fen, line_fen
  from monitored
)
select m.basis, m.report_id, m.household_id, m.street_code, a.label as street_label, m.programme_code,
       p.label as programme_label, m.limit_name, m.limit_label, m.limit_status, m.member_count, m.income_fen,
       m.line_fen, m.income_fen - m.line_fen as above_line_fen,
       m.income_fen::double / m.line_fen as line_ratio, m.income_is_complete
from measured as m
left join reference.area as a on a.area_code = m.street_code
left join reference.code as p on p.list = 'programme' and p.code = m.programme_code
where m.line_fen > 0 and abs(m.income_fen - m.line_fen) * 10 <= m.line_fen
order by m.basis desc, m.programme_code, m.street_code, m.household_id, m.report_id, m.limit_name
