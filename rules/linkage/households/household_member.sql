-- 一户的成员
select household_key.household_id, node_person.person_id, membership.role, membership.valid_from, null::date as valid_to
from membership
join household_anchor using (basis, group_number)
join household_key using (anchor)
join node_person on node_person.node = membership.node
