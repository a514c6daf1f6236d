-- 同行者的户号,以及是否只由同门、同电话的人而知;is_weak: 只由他们与证件号被借用的人而知
select context_entity.q, entity_home.home, bool_or(context_entity.is_holder) as is_holder,
    bool_and(context_entity.is_neighbour) as is_neighbour,
    bool_and(context_entity.is_neighbour or context_entity.is_holder) as is_weak
from context_entity
join entity_home using (e)
group by context_entity.q, entity_home.home
