-- 经法院宣告失踪的人员不计入;以仍然有效的入户调查所记为准
with asked as (
  select i.person_id, s.answer, evidence_of('社区_入户调查', s.record_number) as evidence,
         row_number() over (
           partition by i.person_id order by s.surveyed_date desc, s.record_number desc nulls last, s.record_key) as place
  from standardised."社区_入户调查" as s
  join linked.identity as i on i.id_number = s.id_number
  where s.question_code = 'declared_missing' and s.surveyed_date <= as_of() and s.surveyed_date >= months_before(as_of(), param('survey_months'))
)
select m.household_id, m.person_id, [a.evidence] as evidence
from linked.household_member as m
join asked as a on a.person_id = m.person_id and a.place = 1
where a.answer = '是'
