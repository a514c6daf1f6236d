-- 替身的候选对: 落在哪个节点、分量与所见次数(替身自己在估计分量时的那几次另记,好扣除)
with known as (
    select held, e, pattern, count(*)::double as copies
    from pattern
    where kind = 3 and shadow_of is null and not is_unlabelled
    group by held, e, pattern
)
select
    pattern.q, pattern.e, coalesce(merged_id.node, assigned.node, pattern.e) as node,
    registered.e is not null or pattern.e > 0 as is_entity, weight.needed, learnt.rest, learnt.unseen, learnt.modelled,
    learnt.matches - case when pattern.e = pattern.held then coalesce(known.copies, 0) else 0 end as matches,
    learnt.others - case when pattern.e <> pattern.held then coalesce(known.copies, 0) else 0 end as others
from pattern
join weight using (pattern)
join learnt using (pattern)
left join registered on registered.e = pattern.e
left join known on known.held = pattern.held and known.e = pattern.e and known.pattern = learnt.rest
left join merged_id on merged_id.id_key = pattern.e
left join assigned on assigned.q = -pattern.e
where pattern.shadow_of is not null and weight.needed is not null and weight.bits > -14
and assigned.tier is distinct from 'L2'
