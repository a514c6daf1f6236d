-- 每个项目要说到谁: 对家庭的,每户一份;对人的,门槛条件没有明确不符合的成员各一份,一个也没有的,每户一份(不写人)
with programme as (
  select distinct size, programme_code, about from condition where about is not null
),
candidate as (
  select j.case_number, c.programme_code, j.person_id
  from judged as j
  join condition as c on c.condition_number = j.condition_number
  where c.about = 'person' and c.is_gate
  group by j.case_number, c.programme_code, j.person_id
  having bool_or(j.verdict <> 'not_met')
)
-- 号只用来连接
select row_number() over ()::integer as subject_number, s.case_number, s.case_id, s.household_id, s.is_alternative, s.size, s.is_rural,
       p.programme_code, c.person_id,
       p.about = 'household' or c.person_id is not null as is_judged
from sized as s
join programme as p on p.size = s.size
left join candidate as c on c.case_number = s.case_number and c.programme_code = p.programme_code
