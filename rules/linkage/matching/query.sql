-- 待链接的写法: 种类、证件号所属、与持证人出生日期是否相符、姓名是否迥异(3 = 随父母记名的,不是持证人)
select
    profile.q, profile.kind, profile.held, profile.is_register, profile.records,
    case
        when profile.birth is null then 'birth_unknown'
        when profile.birth = (profile.held // 1000) % 100000000 then 'birth_same'
        when profile.birth // 100 = (profile.held // 100000) % 1000000
            or profile.birth % 10000 = (profile.held // 1000) % 10000
            or (profile.birth // 10000 = (profile.held // 10000000) % 10000
                and (profile.birth // 100) % 100 = (profile.held // 1000) % 100
                and profile.birth % 100 = (profile.held // 100000) % 100)
            or (profile.birth // 10000 = (profile.held // 10000000) % 10000
                and (profile.birth % 100 = (profile.held // 1000) % 100 or profile.birth % 10000 = 101))
            then 'birth_near'
        else 'birth_different'
    end as birth_of_holder,
    case when name.is_child_of then 3 else least(coalesce(conflict.name_level, 0), 2) end::tinyint as name_of_holder
from profile
left join name on name.name_id = profile.name_id
left join conflict on conflict.id_key = profile.held and conflict.name_id = profile.name_id
where profile.kind <> 3
order by profile.q
