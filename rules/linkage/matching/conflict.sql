-- 与持证人姓名(及其曾用名)都不相容的姓名: 这张证很可能不是本人的
with renamed as (
    select doubtful_name.id_key, doubtful_name.name_id
    from doubtful_name
    join former_name using (id_key)
    left join name_level
        on name_level.name_a = doubtful_name.name_id and name_level.name_b = former_name.name_id
    where doubtful_name.name_id = former_name.name_id or name_level.name_level >= 6
)
select
    doubtful_name.id_key, doubtful_name.name_id, name.name_text, holder.is_placeholder,
    coalesce(name_level.name_level, 0) as name_level
from doubtful_name
join name using (name_id)
join holder on holder.id_key = doubtful_name.id_key
left join name_level on name_level.name_a = holder.name_id and name_level.name_b = doubtful_name.name_id
left join renamed on renamed.id_key = doubtful_name.id_key and renamed.name_id = doubtful_name.name_id
where holder.is_placeholder
or (doubtful_name.name_id <> holder.name_id and coalesce(name_level.name_level, 0) < 4 and renamed.id_key is null)
