-- 同行者的户号
select distinct context_entity.q, entity_home.home
from context_entity
join entity_home using (e)
