-- 每名成员的分类施保增发: 同组只取最高一类;几组的,按叠加办法取最高一组或相加,相加的不超过每人上限
with days as (
  select day, is_rural, param_text_on('supplement_stacking', day) as stacking,
         exact(param_at('supplement_cap', day, is_rural)) as cap
  from (select distinct day, is_rural from seam_case)
),
held as (
  select m.case_id, m.person_id, c.day, c.is_rural, s.group_code, max(s.amount_fen) as amount_fen
  from seam_member as m
  join seam_case as c on c.case_id = m.case_id
  join supplement as s on s.day = c.day and s.is_rural = c.is_rural
  where (s.from_age is null or coalesce(m.age >= s.from_age, false))
    and (s.to_age is null or coalesce(m.age <= s.to_age, false))
    and (s.fact_code is null or list_contains(m.facts, s.fact_code))
    and (s.values_parameter is null
         or len(list_filter(s.fact_values, lambda word: list_contains(m.facts, s.fact_code || '=' || word))) > 0)
  group by m.case_id, m.person_id, c.day, c.is_rural, s.group_code
),
stacked as (
  select h.case_id, h.person_id, d.cap,
         exact(case when d.stacking = 'all' then sum(h.amount_fen) else max(h.amount_fen) end) as amount_fen
  from held as h
  join days as d on d.day = h.day and d.is_rural = h.is_rural
  group by h.case_id, h.person_id, d.stacking, d.cap
)
select case_id, person_id, exact(case when cap is not null and amount_fen > cap then cap else amount_fen end) as amount_fen
from stacked
