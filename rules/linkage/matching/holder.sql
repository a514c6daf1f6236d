-- 持证人的姓名: 户籍姓名优先,否则相容记录最多者(脱敏的、随父母记名的写法在后);
-- 互不相干的姓名过多而无户籍可依的,视为占位号(无持证人)
with supported as (
    select
        a.id_key, a.name_id, a.folded, a.has_wildcard, a.is_child_of, a.records, a.register_records, a.is_registered,
        a.names, a.records + coalesce(sum(b.records) filter (where name_level.name_level >= 4), 0) as support
    from doubtful_name as a
    left join name_level on name_level.name_a = a.name_id
    left join doubtful_name as b on b.id_key = a.id_key and b.name_id = name_level.name_b
    group by
        a.id_key, a.name_id, a.folded, a.has_wildcard, a.is_child_of, a.records, a.register_records, a.is_registered,
        a.names
),
ranked as (
    select
        *,
        row_number() over (
            partition by id_key
            order by register_records desc, is_child_of, has_wildcard, support desc, records desc, folded, name_id
        ) as place,
        sum(records) over (partition by id_key) as total
    from supported
)
select
    id_key, name_id,
    not is_registered and names >= (select crowded_names from threshold) and support * 2 < total as is_placeholder
from ranked
where place = 1
