-- 金额逐步写出: 每步的名称、操作数、参数、金额与累计;累计精确到份,写成分时四舍五入;末步为按名称舍入,报告超过限额的再写明
with running as (
  select l.case_id, l.programme_code, l.label, l.operand, l.parameter, l.amount_parts, b.scale,
         row_number() over w as step_number, sum(l.amount_parts) over w as running,
         count(*) filter (where l.amount_parts is null) over w as unknown_count
  from benefit_line as l
  join benefit as b on b.case_id = l.case_id and b.programme_code = l.programme_code
  window w as (partition by l.case_id, l.programme_code order by l.step rows unbounded preceding)
),
stepped as (
  -- 有一步未知的,从那一步起未知
  select case_id, programme_code, step_number, label, operand, parameter, scale,
         case when unknown_count = 0 then running end as parts, case when unknown_count = 0 then running - amount_parts end as parts_before
  from running
),
-- 大数的除法慢: 同样的数只舍入一次
rounded as (
  select parts, scale, to_fen(parts::hugeint, scale::hugeint) as fen
  from (
    select parts, scale from stepped
    union
    select parts_before, scale from stepped
    union
    select parts, scale from benefit) as n
  where parts is not null
),
told as (
  select t.case_id, t.programme_code, t.step_number, t.label, t.operand, t.parameter, a.fen as running_fen, b.fen as before_fen
  from stepped as t
  left join rounded as a on a.parts = t.parts and a.scale = t.scale
  left join rounded as b on b.parts = t.parts_before and b.scale = t.scale
),
summed as (
  select b.case_id, b.programme_code, b.line_count, b.amount_fen, r.fen as summed_fen
  from benefit as b
  left join rounded as r on r.parts = b.parts and r.scale = b.scale
),
exceeded as (
  select case_id, array_to_string(evidence_list(limit_name), '、') as limits from exceeded_limit group by case_id
),
closed as (
  select case_id, programme_code, step_number, label, operand, parameter, running_fen, before_fen
  from told
  union all
  select case_id, programme_code, line_count + 1, '按规则舍入与最低发放额', null, 'benefit_rounding', amount_fen, summed_fen
  from summed
  where amount_fen is distinct from summed_fen
  union all
  select s.case_id, s.programme_code, s.line_count + case when s.amount_fen is distinct from s.summed_fen then 1 else 0 end + 1,
         '核对所见超过限额,按现有数据不在补差范围', x.limits, null, 0, s.amount_fen
  from summed as s
  join exceeded as x on x.case_id = s.case_id
  where s.amount_fen > 0
)
select case_id, programme_code, step_number::integer as step_number, label, operand, parameter,
       running_fen - before_fen as amount_fen, running_fen
from closed
