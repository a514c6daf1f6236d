-- 与持证人姓名(及其曾用名等)都不相容的姓名: 这张证很可能不是本人的
with accepted as (
    select doubtful_name.id_key, doubtful_name.name_id
    from doubtful_name
    join known_name using (id_key)
    left join name_level
        on name_level.name_a = doubtful_name.name_id and name_level.name_b = known_name.name_id
    where doubtful_name.name_id = known_name.name_id or name_level.name_level >= known_name.least_level
)
select
    doubtful_name.id_key, doubtful_name.name_id, name.name_text, holder.is_placeholder,
    coalesce(name_level.name_level, 0) as name_level
from doubtful_name
join name using (name_id)
join holder on holder.id_key = doubtful_name.id_key
left join name_level on name_level.name_a = holder.name_id and name_level.name_b = doubtful_name.name_id
left join accepted on accepted.id_key = doubtful_name.id_key and accepted.name_id = doubtful_name.name_id
where holder.is_placeholder
or (doubtful_name.name_id <> holder.name_id and coalesce(name_level.name_level, 0) < 4 and accepted.id_key is null)
