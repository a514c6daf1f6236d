-- 同户: 户号相同,或在同行者的户内
select
    candidate.q, candidate.e,
    case
        when profile.home is not null and profile.home = entity_home.home then 3
        when context_home.is_holder then 4
        when context_home.home is not null then 2
        else 1
    end::tinyint as household
from candidate
join profile using (q)
join entity_home using (e)
left join context_home on context_home.q = candidate.q and context_home.home = entity_home.home
where profile.home is not null or profile.q in (select q from context_home)
