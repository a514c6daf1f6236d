-- 同户: 户号相同,或在同行者的户内(或为其户籍上的父母、配偶、子女)
select
    candidate.q, candidate.e,
    case
        when profile.home = entity_home.home then 3
        when context_home.is_holder or context_kin.is_holder then 4
        when context_home.home is not null or context_kin.q is not null then 2
        else 1
    end::tinyint as household
from candidate
join profile using (q)
left join entity_home using (e)
left join context_home on context_home.q = candidate.q and context_home.home = entity_home.home
left join context_kin on context_kin.q = candidate.q and context_kin.e = candidate.e
where context_kin.q is not null
or (entity_home.home is not null and (profile.home is not null or profile.q in (select q from context_home)))
