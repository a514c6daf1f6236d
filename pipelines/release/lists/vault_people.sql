-- 保险库只收需要上门或出证的人: 告警、列级家庭的成员与报告成员
with needed as (
  select m.person_id
  from linked.household_member as m
  join published.alert as a on a.household_id = m.household_id
  union
  select person_id from published.alert where person_id is not null
  union
  select m.person_id
  from linked.household_member as m
  join tiered.household_tier as t on t.household_id = m.household_id
  where t.tier <> 'none'
  union
  select person_id from verified.report_member
)
select i.person_id, i.name_text, i.id_number, i.phone, i.address, i.register_address,
       (select max(batch) from reference.run) as batch
from linked.identity as i
join needed as n on n.person_id = i.person_id
