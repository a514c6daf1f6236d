-- 每户每项目的金额: 各步合计,按名称舍入一次(写明按人的,每人多少舍入再乘人数);有一步未知即未知;大于零而不足最低发放额的按最低发放额(舍入成零的也是);写明申请哪一项目的,只算这一项目
with summed as (
  select l.case_id, l.programme_code, count(*) as line_count,
         case when count(*) = count(l.amount_parts) then sum(l.amount_parts) end as parts
  from benefit_line as l
  group by l.case_id, l.programme_code
),
unit as (
  select day, is_rural, param_on('benefit_rounding_unit', day)::bigint as unit_fen, param_text_on('benefit_rounding', day) as mode,
         param_at('benefit_minimum', day, is_rural)::bigint as minimum_fen,
         param_text_on('benefit_minimum_per', day) = 'person' as is_minimum_per_person,
         param_text_on('benefit_rounding_per', day) = 'person' as is_per_person
  from (select distinct day, is_rural from assessment)
),
asked as (
  select s.case_id, s.programme_code, s.line_count, s.parts, a.scale, a.day,
         case when u.is_per_person then a.member_count else 1 end as heads,
         u.minimum_fen * case when u.is_minimum_per_person then a.member_count else 1 end as minimum_fen
  from summed as s
  join assessment as a on a.case_id = s.case_id
  join unit as u on u.day = a.day and u.is_rural = a.is_rural
  where a.programme_code is null or a.programme_code = s.programme_code
),
-- 大数的除法慢: 同样的数只舍入一次
rounded as (
  select n.parts, n.scale, n.day, n.heads, rounded_to(n.parts, n.scale * u.unit_fen * n.heads, u.mode) * u.unit_fen * n.heads as amount_fen
  from (select distinct parts, scale, day, heads from asked) as n
  join (select distinct day, unit_fen, mode from unit) as u on u.day = n.day
)
select a.case_id, a.programme_code, a.scale, a.line_count, a.parts,
       case when a.parts > 0 and r.amount_fen < a.minimum_fen then a.minimum_fen else r.amount_fen end::bigint as amount_fen
from asked as a
left join rounded as r on r.parts = a.parts and r.scale = a.scale and r.day = a.day and r.heads = a.heads
