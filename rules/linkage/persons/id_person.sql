-- 有证件号的人: 户籍之外的姓名取记录最多的写法
with counted as (
    select id_node.node, id_name.id_key, id_name.name_text, id_name.records
    from id_name
    anti join conflict using (id_key, name_text)
    join id_node using (id_key)
)
select
    node, arg_max(name_text, (records, name_text)) filter (where name_text is not null) as name_text,
    min(id_key) as id_key
from counted
group by node
