-- 金额逐步写出: 每步的名称、操作数、参数、金额与累计;累计精确到份,写成分时四舍五入,末步为按名称舍入
with running as (
  select l.case_id, l.programme_code, l.step, l.label, l.operand, l.parameter, b.scale,
         row_number() over w as step_number, sum(l.amount_parts) over w as running,
         count(*) filter (where l.amount_parts is null) over w as unknown_count
  from benefit_line as l
  join benefit as b on b.case_id = l.case_id and b.programme_code = l.programme_code
  window w as (partition by l.case_id, l.programme_code order by l.step rows unbounded preceding)
),
told as (
  select case_id, programme_code, step_number, label, operand, parameter,
         case when unknown_count = 0 then to_fen(running::hugeint, scale::hugeint) end as running_fen
  from running
),
last_told as (
  select case_id, programme_code, max(step_number) as step_number, max_by(running_fen, step_number) as running_fen
  from told
  group by case_id, programme_code
),
closed as (
  select case_id, programme_code, step_number, label, operand, parameter, running_fen
  from told
  union all
  select b.case_id, b.programme_code, t.step_number + 1, '按规则舍入与最低发放额', null, 'benefit_rounding', b.amount_fen
  from benefit as b
  join last_told as t on t.case_id = b.case_id and t.programme_code = b.programme_code
  where b.amount_fen is distinct from t.running_fen
)
select case_id, programme_code, step_number::integer as step_number, label, operand, parameter,
       running_fen - case when step_number = 1 then 0 else lag(running_fen) over w end as amount_fen, running_fen
from closed
window w as (partition by case_id, programme_code order by step_number)
