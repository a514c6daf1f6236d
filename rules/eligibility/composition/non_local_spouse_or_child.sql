-- 与本市户籍居民共同生活的非本市户籍配偶、子女计入家庭成员
with of_the_city as (
  select m.household_id
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  where p.is_registered
  group by m.household_id
)
select m.household_id, m.person_id, [silence_of('公安_户籍人口')] as evidence
from linked.household_member as m
join linked.person as p on p.person_id = m.person_id
join linked.identity as i on i.person_id = m.person_id
join of_the_city as c on c.household_id = m.household_id
where is_screened('公安_户籍人口') and not p.is_registered and i.id_number is not null
  and m.role in ('spouse', 'child')
