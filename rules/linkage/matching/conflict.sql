-- 与持证人姓名(及其曾用名等)都不相容的姓名: 这张证很可能不是本人的;
-- 随父母记名的(某某之女)与尚不能为人父母的持证人相容,余下的是用了父母的证
with accepted as (
    select doubtful_name.id_key, doubtful_name.name_id
    from doubtful_name
    join known_name using (id_key)
    left join name_level
        on name_level.name_a = doubtful_name.name_id and name_level.name_b = known_name.name_id
    where doubtful_name.name_id = known_name.name_id or name_level.name_level >= known_name.least_level
    union
    select id_key, name_id
    from doubtful_name
    where is_child_of
    and (id_key // 10000000) % 10000 > year(as_of()) - (select youngest_parent from threshold)
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
