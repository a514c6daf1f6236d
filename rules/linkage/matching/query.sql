-- 待链接的写法: 种类、证件号所属、与持证人出生日期是否相符(近: 一处出入、月日颠倒、次日)、姓名是否迥异(3 = 随父母记名的,不是持证人)
with told as (
    select
        *, (held // 1000) % 100000000 as held_birth,
        (birth // 10000) * 12 + (birth // 100) % 100 as month_number,
        ((held // 10000000) % 10000) * 12 + (held // 100000) % 100 as held_month_number
    from profile
    where kind <> 3
)
select
    told.q, told.kind, told.held, told.is_register, told.records,
    case
        when told.birth is null then 'birth_unknown'
        when told.birth = told.held_birth then 'birth_same'
        when told.birth // 100 = told.held_birth // 100
            or told.birth % 10000 = told.held_birth % 10000
            or (told.birth // 10000 = told.held_birth // 10000 and (
                told.birth % 100 = told.held_birth % 100
                or told.birth % 10000 = 101
                or ((told.birth // 100) % 100 = told.held_birth % 100 and told.birth % 100 = (told.held_birth // 100) % 100)
            ))
            or (abs(told.month_number - told.held_month_number) = 1
                and least(told.birth, told.held_birth) % 100 >= 28 and greatest(told.birth, told.held_birth) % 100 = 1)
            then 'birth_near'
        else 'birth_different'
    end as birth_of_holder,
    case when name.is_child_of then 3 else least(coalesce(conflict.name_level, 0), 2) end::tinyint as name_of_holder
from told
left join name on name.name_id = told.name_id
left join conflict on conflict.id_key = told.held and conflict.name_id = told.name_id
order by told.q
