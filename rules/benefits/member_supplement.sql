-- 每名成员的分类施保增发: 同组只取最高一类;几组的,按叠加办法取最高一组或相加,相加的不超过每人上限;按补差额几成的另计,一户一次的只发一次
with days as (
  select day, is_rural, param_text_on('supplement_stacking', day) as stacking,
         exact(param_at('supplement_cap', day, is_rural)) as cap
  from (select distinct day, is_rural from seam_case)
),
matched as (
  select m.case_id, m.person_id, c.day, c.is_rural, s.kind_code, s.group_code, s.amount_fen, s.is_share, s.is_once
  from seam_member as m
  join seam_case as c on c.case_id = m.case_id
  join supplement as s on s.day = c.day and s.is_rural = c.is_rural
  where (s.from_age is null or coalesce(m.age >= s.from_age, false))
    and (s.to_age is null or coalesce(m.age <= s.to_age, false))
    and (s.fact_code is null or list_contains(m.facts, s.fact_code))
    and (s.values_parameter is null
         or len(list_filter(s.fact_values, lambda word: list_contains(m.facts, s.fact_code || '=' || word))) > 0)
),
held as (
  select case_id, person_id, day, is_rural, group_code, is_share, max(amount_fen) as amount_fen
  from matched
  where not is_once
  group by case_id, person_id, day, is_rural, group_code, is_share
),
stacked as (
  select h.case_id, h.person_id, h.is_share, d.cap,
         exact(case when d.stacking = 'all' then sum(h.amount_fen) else max(h.amount_fen) end) as amount_fen
  from held as h
  join days as d on d.day = h.day and d.is_rural = h.is_rural
  group by h.case_id, h.person_id, h.is_share, d.stacking, d.cap
),
given as (
  select case_id, person_id, case when is_share then 0 when cap is not null and amount_fen > cap then cap else amount_fen end as amount_fen,
         case when is_share then amount_fen else 0 end as difference_share, 0 as whole_share
  from stacked
  union all
  -- 一户只发一次的,同组也只取最高,记在一名这样的成员名下,不在每人的上限之内
  select case_id, person_id, case when is_share then 0 else amount_fen end, 0, case when is_share then amount_fen else 0 end
  from (
    select case_id, is_share, group_code, min(person_id) as person_id, max(amount_fen) as amount_fen
    from matched
    where is_once
    group by case_id, is_share, group_code) as o
)
select case_id, person_id, exact(sum(amount_fen)) as amount_fen, sum(difference_share)::decimal(9, 4) as difference_share,
       sum(whole_share)::decimal(9, 4) as whole_share
from given
group by case_id, person_id
