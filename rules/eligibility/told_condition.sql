-- 每户每项目要说的条件: 对家庭的逐户,对人的逐人;说明写上数与限
with candidate as (
  -- 对人的项目: 门槛条件没有明确不符合的成员,才逐人写;一个也没有的写家庭一行
  select j.case_id, j.programme_code, j.person_id
  from judged as j
  where j.about = 'person' and j.is_gate
  group by j.case_id, j.programme_code, j.person_id
  having bool_or(j.verdict <> 'not_met')
),
subject as (
  select distinct j.case_id, j.programme_code, null::varchar as person_id, true as is_judged
  from judged as j
  where j.about = 'household'
  union all
  select c.case_id, c.programme_code, c.person_id, true as is_judged
  from candidate as c
  union all
  select distinct j.case_id, j.programme_code, null::varchar as person_id, false as is_judged
  from judged as j
  where j.about = 'person'
    and not exists (select 1 from candidate as c where c.case_id = j.case_id and c.programme_code = j.programme_code)
),
condition as (
  select s.case_id, s.programme_code, s.person_id, j.condition_code, j.position, j.verdict, j.limit_name, j.limit_status,
         coalesce(j.alternative, j.condition_code) as alternative, j.legal_basis, j.evidence, j.value_shown,
         j.limit_text, j.limit_used,
         replace(replace(j.template, '{value}', coalesce(j.value_shown, '不详')), '{limit}', coalesce(j.limit_text, '不详'))
           as sentence
  from subject as s
  join judged as j
    on j.case_id = s.case_id and j.programme_code = s.programme_code
       and (j.person_id is null or j.person_id = s.person_id)
  where s.is_judged
)
select case_id, programme_code, person_id, condition_code, position, alternative, verdict, limit_name, limit_status, legal_basis,
       evidence, value_shown, limit_text, limit_used, sentence
from condition
union all
select case_id, programme_code, person_id, 'no_candidate', 0, 'no_candidate', 'not_met', null, null, null, null, null, null,
       null, '家中没有符合对象条件的成员'
from subject
where not is_judged
