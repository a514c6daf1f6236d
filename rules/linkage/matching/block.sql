-- 每个区块的大小: 待链接写法数与实体数
select q.rule, q.key, q.queries, e.entities
from (select rule, key, count(*)::bigint as queries from query_key group by all) as q
join (select rule, key, count(*)::bigint as entities from entity_key group by all) as e using (rule, key)
