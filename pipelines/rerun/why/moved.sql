-- 改归另一人的记录,按户列出
with moved as (
  select o.extract, o.record_number, o.person_id as old_person_id, n.person_id as new_person_id
  from older.linked.record_link as o
  join newer.linked.record_link as n on n.extract = o.extract and n.record_number = o.record_number
  where n.person_id <> o.person_id
),
member as (
  select household_id, person_id from older.linked.household_member
  union
  select household_id, person_id from newer.linked.household_member
)
select m.household_id, list_sort(list(distinct v.extract || '#' || v.record_number || ' 改归(' || v.old_person_id || ' -> '
       || v.new_person_id || ')'))
from moved as v
join member as m on m.person_id in (v.old_person_id, v.new_person_id)
group by m.household_id
