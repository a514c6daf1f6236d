-- 实体(正数为证件号,负数为残余写法)的全部姓名及各自的记录数;曾用名也算
select held_name.id_key as e, held_name.name_id, held_name.records
from held_name
anti join conflict using (id_key, name_id)
union all
select former_name.id_key, former_name.name_id, 0
from former_name
anti join held_name using (id_key, name_id)
union all
select -q, name_id, records
from profile
where kind <> 3 and name_id is not null
union all
select -q, former_id, 0
from profile
where kind <> 3 and former_id is not null and former_id is distinct from name_id
