-- 同户: 户号相同,或在同行者的户内(或为其户籍上的父母、配偶、子女);
-- 只是同门、同电话的人,或证件号被借用的人,不在其户内不说明什么(也会误用路人的号码);自己就在同门、同电话之中的以地址、电话相比即可
with compared as (
    select
        candidate.q, candidate.e, profile.home, entity_home.home as its_home,
        context_home.home is not null and not (context_home.is_neighbour and itself.q is not null) as in_home,
        context_kin.q is not null and not (context_kin.is_neighbour and itself.q is not null) as is_kin,
        coalesce(context_home.is_holder, false) or coalesce(context_kin.is_holder, false) as is_of_holder
    from candidate
    join profile using (q)
    left join entity_home using (e)
    left join context_home on context_home.q = candidate.q and context_home.home = entity_home.home
    left join context_kin on context_kin.q = candidate.q and context_kin.e = candidate.e
    left join context_entity as itself on itself.q = candidate.q and itself.e = candidate.e and itself.is_neighbour
)
select
    q, e,
    case when home = its_home then 3 when is_of_holder then 4 when in_home or is_kin then 2 else 1 end::tinyint as household
from compared
where is_kin
or (its_home is not null and (
    home is not null or in_home or q in (select q from context_home where not is_weak)
))
