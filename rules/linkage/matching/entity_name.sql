-- 实体(正数为证件号,负数为残余写法)的全部姓名及各自的记录数;
-- 曾用名也算,脱敏的、随父母记名的写法只在没有别的写法时算
with written as (
    select held_name.id_key as e, held_name.name_id, held_name.records, held_name.register_records > 0 as is_registered
    from held_name
    anti join conflict using (id_key, name_id)
    union all
    select former_name.id_key, former_name.name_id, 0, false
    from former_name
    anti join held_name using (id_key, name_id)
),
masked as (
    select written.e, written.name_id
    from written
    join name using (name_id)
    where name.has_wildcard or name.is_child_of
),
readable as (
    select distinct written.e
    from written
    semi join masked using (e)
    anti join masked using (e, name_id)
),
needless as (
    select masked.e, masked.name_id
    from masked
    semi join readable using (e)
)
select e, name_id, records, is_registered
from written
anti join needless using (e, name_id)
union all
select -q, name_id, records, is_register
from profile
where kind <> 3 and name_id is not null
union all
select -q, former_id, 0, false
from profile
where kind <> 3 and former_id is not null and former_id is distinct from name_id
