-- 非本市户籍的成员: 家里有人在本市户籍登记中,而他有证件却查不到;户籍未送达的不说
with of_the_city as (
  select m.household_id
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  where p.is_registered
  group by m.household_id
)
select m.household_id, m.person_id, m.role, [silence_of('公安_户籍人口')] as evidence
from linked.household_member as m
join linked.person as p on p.person_id = m.person_id
join linked.identity as i on i.person_id = m.person_id
join of_the_city as c on c.household_id = m.household_id
where is_screened('公安_户籍人口') and not p.is_registered and i.id_number is not null
