-- 每个有证件号的节点以哪个证件号为锚: 在户籍的优先,其次较小的
with key as (
    select node, id_key from id_node
    union
    select node, node from residual_node where node > 0 and node not in (select node from id_node)
)
select key.node, arg_min(key.id_key, (registered.e is null, key.id_key)) as id_key
from key
left join registered on registered.e = key.id_key
group by key.node
order by key.node
