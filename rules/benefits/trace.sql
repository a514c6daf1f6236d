-- 金额逐步写出: 每步的名称、操作数、参数、金额与累计;累计精确到份,写成分时四舍五入;末步为按名称舍入,报告超过限额的再写明
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
  select case_id, programme_code, max(step_number) as step_number,
         max_by(running_fen, step_number) filter (where running_fen is not null) as running_fen,
         bool_or(running_fen is null) as is_unknown
  from told
  group by case_id, programme_code
),
rounded as (
  select b.case_id, b.programme_code, t.step_number + 1 as step_number, b.amount_fen
  from benefit as b
  join last_told as t on t.case_id = b.case_id and t.programme_code = b.programme_code
  where b.amount_fen is distinct from case when t.is_unknown then null else t.running_fen end
),
over as (
  select b.case_id, b.programme_code, t.step_number + 1 + count(distinct r.step_number) as step_number,
         array_to_string(evidence_list(x.limit_name), '、') as limits
  from benefit as b
  join exceeded_limit as x on x.case_id = b.case_id
  join last_told as t on t.case_id = b.case_id and t.programme_code = b.programme_code
  left join rounded as r on r.case_id = b.case_id and r.programme_code = b.programme_code
  where b.amount_fen > 0
  group by b.case_id, b.programme_code, t.step_number
),
closed as (
  select case_id, programme_code, step_number, label, operand, parameter, running_fen
  from told
  union all
  select case_id, programme_code, step_number, '按规则舍入与最低发放额', null, 'benefit_rounding', amount_fen
  from rounded
  union all
  select case_id, programme_code, step_number, '核对所见超过限额,按现有数据不在补差范围', limits, null, 0
  from over
)
select case_id, programme_code, step_number::integer as step_number, label, operand, parameter,
       running_fen - case when step_number = 1 then 0 else lag(running_fen) over w end as amount_fen, running_fen
from closed
window w as (partition by case_id, programme_code order by step_number)
