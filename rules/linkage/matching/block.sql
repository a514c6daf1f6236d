-- 每个区块的大小: 待链接写法数与实体数;只凭姓名的区块(15)同名的人多了就没有意义
select q.rule, q.key, q.queries, e.entities
from (select rule, key, count(*)::bigint as queries from query_key group by all) as q
join (select rule, key, count(*)::bigint as entities from entity_key group by all) as e using (rule, key)
where q.rule <> 15 or e.entities <= (select namesakes from threshold)
