-- 按规定计算的赡养费(未成年人的抚养费另有写法): 协议、判决写明的按写明的;其余按赡养人家庭收入超过线的部分(或收入)乘比例、除以所赡养的人数;赡养人的收入没有送来的不算
with settings as (
  select day, is_rural, param_text_on('support_computed', day) as formula,
         param_text_on('child_support_computed', day) as child_formula, param_on('child_support_age', day) as child_age, exact(param_at('support_line', day, is_rural)) as line_fen
  from (select distinct day, is_rural from seam_case)
),
supporters as (
  select m.case_id, m.person_id, m.age, unnest(m.supporters) as told
  from seam_member as m
  where m.supporters is not null
),
placed as (
  select s.case_id, s.person_id, s.told, c.day, c.parts_per_fen * 12 as scale, t.line_fen,
         coalesce(s.age <= t.child_age, false) as is_child,
         case when coalesce(s.age <= t.child_age, false) then t.child_formula else t.formula end as formula
  from supporters as s
  join seam_case as c on c.case_id = s.case_id
  join settings as t on t.day = c.day and t.is_rural = c.is_rural
),
figured as (
  select s.case_id, s.person_id, s.day, s.scale, s.formula, s.is_child, s.told.agreed_fen as agreed_fen, s.told.income_fen as income_fen,
         s.told.household_size as household_size, case when s.told.supported_count >= 1 then s.told.supported_count else 1 end as supported_count,
         case when s.line_fen is null or s.formula = 'income' then exact(0) else s.line_fen end as line_fen
  from placed as s
  where s.formula <> 'none'
),
shared as (
  select case_id, person_id, scale, formula, agreed_fen, household_size, supported_count,
         -- 人数没有送来的,没有线才算得出
         exact(at_least_zero(case when line_fen = 0 then exact(income_fen) else income_fen - line_fen * household_size end)
               * case when is_child then param_step_on('child_support_share', supported_count, day)
                      else param_step_on('support_share', supported_count, day) end) * scale as base
  from figured
),
due as (
  select case_id, person_id,
         case when agreed_fen is not null then exact(agreed_fen * scale)
              when formula = 'agreed' then null
              when formula = 'per_head_excess' then divided(base, household_size * supported_count)
              else divided(base, supported_count) end as due
  from shared
)
select case_id, count(distinct person_id) filter (where due > 0) as person_count, exact(sum(due)) as support
from due
where due is not null
group by case_id
