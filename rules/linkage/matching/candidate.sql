-- 候选: 同在一个不太大的区块、证件号一处笔误之差、或与同行者同户或为近亲
with capped as (
    select rule, key from block where entities <= (select block_cap from threshold)
),
home_size as (
    select home from entity_home group by home having count(*) <= 12
),
found as (
    select query_key.q, entity_key.e
    from query_key
    join capped using (rule, key)
    join entity_key using (rule, key)
    union
    select q, id_key from near_miss semi join known_id using (id_key)
    union
    select context_home.q, entity_home.e
    from context_home
    join home_size using (home)
    join entity_home using (home)
    union
    select q, e from context_entity
    union
    select context_kin.q, context_kin.e from context_kin join known_id on known_id.id_key = context_kin.e
    union
    select q, -q from profile where records > 1 and kind <> 3
)
select found.q, found.e
from found
join profile using (q)
anti join forbidden using (q, e)
left join registered using (e)
where not (profile.kind in (1, 2, 4) and found.e = profile.held)
and found.e is distinct from profile.borrowed
and not (profile.kind = 3 and found.e < 0)
and not (profile.is_lone and found.e = profile.held)
and not (profile.is_register and registered.e is not null)
