-- 同行者的近亲
select
    context_entity.q, kin.kin as e, bool_or(context_entity.is_holder) as is_holder,
    bool_and(context_entity.is_neighbour) as is_neighbour
from context_entity
join kin using (e)
group by context_entity.q, kin.kin
