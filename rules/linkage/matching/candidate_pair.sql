-- 候选中要比较的姓名
select distinct profile.name_id as name_a, entity_name.name_id as name_b
from candidate
join profile using (q)
join entity_name using (e)
where profile.name_id <> entity_name.name_id
union
select distinct profile.former_id, entity_name.name_id
from candidate
join profile using (q)
join entity_name using (e)
where profile.former_id is not null and profile.former_id <> entity_name.name_id
