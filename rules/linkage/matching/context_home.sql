-- 同行者的户号
select context_entity.q, entity_home.home, bool_or(context_entity.is_holder) as is_holder
from context_entity
join entity_home using (e)
group by context_entity.q, entity_home.home
