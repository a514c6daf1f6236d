-- 每户每项目要说的条件: 对家庭的逐户,对人的逐人
with judged_of as (
  select j.case_id, c.programme_code, j.person_id, j.condition_number, j.verdict, j.value_shown, c.about, c.is_gate
  from judged as j
  join condition as c on c.condition_number = j.condition_number
),
candidate as (
  -- 对人的项目: 门槛条件没有明确不符合的成员,才逐人写;一个也没有的写家庭一行
  select case_id, programme_code, person_id
  from judged_of
  where about = 'person' and is_gate
  group by case_id, programme_code, person_id
  having bool_or(verdict <> 'not_met')
),
without_candidate as (
  select distinct j.case_id, j.programme_code
  from judged_of as j
  where j.about = 'person'
    and not exists (select 1 from candidate as c where c.case_id = j.case_id and c.programme_code = j.programme_code)
)
select case_id, programme_code, person_id, condition_number, verdict, value_shown
from judged_of
where about = 'household' and person_id is null
union all
select j.case_id, j.programme_code, c.person_id, j.condition_number, j.verdict, j.value_shown
from judged_of as j
join candidate as c
  on c.case_id = j.case_id and c.programme_code = j.programme_code and (j.person_id is null or j.person_id = c.person_id)
where j.about = 'person'
union all
select w.case_id, w.programme_code, null, c.condition_number, 'not_met', null
from without_candidate as w
join sized as s on s.case_id = w.case_id
join condition as c
  on c.size = s.size and c.programme_code = w.programme_code and c.condition_code = 'no_candidate'
