-- 康复支出: 仍然有效的入户调查所记的年康复支出,按最近一次;调查不是登记,不能单独成为不利结论
select 'spend_rehabilitation' as item_code, '社区_入户调查' as extract, t.record_key, t.record_number, i.person_id,
       'rate' as basis, fen_of(t.answer) as amount_fen, month_of(t.surveyed_date) as month,
       t.surveyed_date as as_of_date, hash(t.surveyed_date, t.answer) as likeness
from standardised."社区_入户调查" as t
join linked.identity as i on i.id_number = t.id_number
where t.question_code = 'rehabilitation_spending' and t.surveyed_date <= as_of()
  and t.surveyed_date > months_before(as_of(), param('survey_months'))
union all
select 'spend_rehabilitation', '社区_入户调查', t.record_key, t.record_number, c.applicant_person_id, 'rate',
       fen_of(t.answer), month_of(t.surveyed_date), t.surveyed_date, hash(t.surveyed_date, t.answer)
from standardised."社区_入户调查" as t
join (select distinct application_number, applicant_person_id from verified.report_case) as c
  on c.application_number = t.household_number
where t.question_code = 'rehabilitation_spending' and t.surveyed_date <= as_of()
  and t.surveyed_date > months_before(as_of(), param('survey_months')) and t.id_number is null and c.applicant_person_id is not null
