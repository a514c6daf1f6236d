-- 每份要说的条件: 对家庭的逐户,对人的逐人;家中没有可以说到的人的,只说这一条
select s.subject_number, j.condition_number, j.verdict, j.value_shown
from judged as j
join condition as c on c.condition_number = j.condition_number
join subject as s
  on s.case_number = j.case_number and s.programme_code = c.programme_code and (j.person_id is null or j.person_id = s.person_id)
where s.is_judged
union all
select s.subject_number, c.condition_number, 'not_met', null
from subject as s
join condition as c
  on c.size = s.size and c.is_rural = s.is_rural and c.programme_code = s.programme_code and c.condition_code = 'no_candidate'
where not s.is_judged
