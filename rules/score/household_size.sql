-- 每户在世人数: 全户已故的为零
select h.household_id, count(v.person_id)::integer as member_count
from linked.household as h
left join scored.living_member as v on v.household_id = h.household_id
group by h.household_id
