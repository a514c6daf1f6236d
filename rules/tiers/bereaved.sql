-- 失去亲人的户: 已故者不再属于任何户,按同一户号找到在世家人所在的户,人多的为准;集体户不认
with book as (
  select i.register_household_number, count(*) as size
  from linked.identity as i
  where i.register_household_number is not null
  group by i.register_household_number
),
death as (
  select f.person_id, i.register_household_number, min(f.valid_from) as died_on,
         list_sort(list_distinct(flatten(list(f.evidence)))) as evidence
  from verified.fact as f
  join linked.identity as i on i.person_id = f.person_id
  join book as b on b.register_household_number = i.register_household_number
  where f.fact_code = 'deceased' and f.is_known and b.size <= param('register_household_ceiling')
  group by f.person_id, i.register_household_number
),
family as (
  select d.person_id, d.died_on, d.evidence, m.household_id,
         row_number() over (partition by d.person_id order by count(*) desc, m.household_id) as place
  from death as d
  join linked.identity as a on a.register_household_number = d.register_household_number and a.person_id <> d.person_id
  join linked.household_member as m on m.person_id = a.person_id
  group by d.person_id, d.died_on, d.evidence, m.household_id
)
select person_id, household_id, died_on, evidence
from family
where place = 1
