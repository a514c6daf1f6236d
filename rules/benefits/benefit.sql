-- 每户每项目的金额: 各步合计,按名称舍入一次;有一步未知即未知;写明申请哪一项目的,只算这一项目
with summed as (
  select l.case_id, l.programme_code, count(*) as line_count,
         case when count(*) = count(l.amount_parts) then sum(l.amount_parts) end as parts
  from benefit_line as l
  group by l.case_id, l.programme_code
),
unit as (
  select day, param_on('benefit_rounding_unit', day)::bigint as unit_fen, param_text_on('benefit_rounding', day) as mode,
         param_on('benefit_minimum', day)::bigint as minimum_fen
  from (select distinct day from assessment)
),
rounded as (
  select a.case_id, s.programme_code, a.scale, s.line_count, s.parts, u.minimum_fen,
         rounded_to(s.parts, a.scale * u.unit_fen, u.mode) * u.unit_fen as amount_fen
  from summed as s
  join assessment as a on a.case_id = s.case_id
  join unit as u on u.day = a.day
  where a.programme_code is null or a.programme_code = s.programme_code
)
select case_id, programme_code, scale, line_count, parts,
       case when amount_fen > 0 and minimum_fen is not null and amount_fen < minimum_fen then minimum_fen
            else amount_fen end::bigint as amount_fen
from rounded
