-- 要写出的逐步计算: 有金额的项目才写
select t.case_id, c.subject_kind, c.household_id, t.programme_code, t.step_number, t.label as step_label, t.operand,
       t.parameter as parameter_name, t.amount_fen, t.running_fen
from trace as t
join benefit_case as c on c.case_id = t.case_id
where not c.is_alternative
  and (c.subject_kind = 'report' and c.programme_code = t.programme_code
       or c.subject_kind = 'household' and t.programme_code <> 'dibao_marginal')
