-- 疑似换过证件号: 不在户籍的证件号,与户籍中唯一一人同姓名、同性别,且同出生日期(或同首登地、同生年);两个有效号码不自动合并,请人裁定
with bearer as (
    select distinct entity_name.e, name.folded, entity_name.e % 2 as sex, registered.e is not null as is_registered
    from entity_name
    join name using (name_id)
    left join registered on registered.e = entity_name.e
    where entity_name.e > 0 and entity_name.records > 0 and not name.has_wildcard and name.length > 1
),
outside as (
    select * from bearer where not is_registered
),
holder as (
    select bearer.* from bearer semi join outside using (folded, sex) where bearer.is_registered
),
alike as (
    select outside.e, holder.e as other
    from outside
    join holder
        on holder.folded = outside.folded and holder.sex = outside.sex
        and (holder.e // 1000) % 100000000 = (outside.e // 1000) % 100000000
    union
    select outside.e, holder.e
    from outside
    join holder
        on holder.folded = outside.folded and holder.sex = outside.sex and holder.e // 10000000 = outside.e // 10000000
),
number as (
    select id_key, id_number from id_name semi join alike on alike.e = id_name.id_key
    union
    select merged_id.id_key, id_name.id_number
    from merged_id
    join id_name using (id_key)
    semi join alike on alike.e = merged_id.node
),
settled as (
    select record_node.node, min(record_node.record_key) as record_key
    from record_node
    where record_node.link_tier = 'L1' and record_node.id_number in (select id_number from number)
    group by record_node.node
)
select settled.record_key, alike.e as node, any_value(alike.other) as candidate
from alike
join settled on settled.node = alike.e
group by settled.record_key, alike.e
having count(*) = 1
