-- 替身: 扮演的写法归了哪一层级、本人在哪个节点、借了谁的证、代表多少条残余记录
select
    profile.q, case when profile.borrowed is not null then 1 else 0 end::tinyint as kind, profile.borrowed as held,
    case
        when profile.birth is null then 'birth_unknown'
        when profile.birth = (profile.borrowed // 1000) % 100000000 then 'birth_same'
        when profile.birth // 100 = (profile.borrowed // 100000) % 1000000
            or profile.birth % 10000 = (profile.borrowed // 1000) % 10000
            or (profile.birth // 10000 = (profile.borrowed // 10000000) % 10000
                and (profile.birth % 100 = (profile.borrowed // 1000) % 100 or profile.birth % 10000 = 101))
            then 'birth_near'
        else 'birth_different'
    end as birth_of_holder,
    coalesce(merged_id.node, profile.held) as node, profile.held as id_key, profile.is_lone, assigned.tier, shadow.weight,
    shadow.extract, shadow.shadow_of, shadow.number
from profile
join shadow on shadow.shadow_of = profile.shadow_of and shadow.number = profile.shadow_number
join profile as played on played.first_key = profile.shadow_of
join assigned on assigned.q = played.q
left join merged_id on merged_id.id_key = profile.held
where profile.shadow_of is not null
order by profile.q
