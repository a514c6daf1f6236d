-- 康复支出: 仍然有效的入户调查所记的年康复支出
with asked as (
  select s.answer, s.surveyed_date, s.record_number, s.record_key, s.household_number, s.id_number
  from standardised."社区_入户调查" as s
  where s.question_code = 'rehabilitation_spending' and s.surveyed_date <= as_of()
    and s.surveyed_date >= months_before(as_of(), param('survey_months'))
),
placed as (
  select m.household_id, a.answer, a.surveyed_date, a.record_number, a.record_key
  from asked as a
  join linked.identity as i on i.id_number = a.id_number
  join linked.household_member as m on m.person_id = i.person_id
  union all
  select m.household_id, a.answer, a.surveyed_date, a.record_number, a.record_key
  from asked as a
  join standardised."民政_救助申请" as t on t.application_number = a.household_number
  join linked.record_link as l on l.record_key = t.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where a.id_number is null and raises_help(l.link_tier)
),
newest as (
  select household_id, answer, surveyed_date, evidence_of('社区_入户调查', record_number) as evidence,
         row_number() over (
           partition by household_id
           order by surveyed_date desc, record_number desc nulls last, record_key desc) as place
  from placed
)
select household_id, fen_of(answer)::varchar as value, surveyed_date as valid_from,
       null::date as valid_to, fen_of(answer) is not null as is_known, [evidence] as evidence
from newest
where place = 1
