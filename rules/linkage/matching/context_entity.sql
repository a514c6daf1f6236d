-- 同行者: 同一申请、同一少见编号、写明的亲属、证件号被借用的那个人;没有出生日期的,还有同住一门、同用一个电话的人(人多的不算)
with neighbour as (
    select profile.q, housed.e, housed.records
    from profile
    join address using (address)
    join housed using (door)
    where profile.birth is null
    union all
    select profile.q, entity_phone.e, entity_phone.records
    from profile
    join entity_phone using (phone)
    where profile.birth is null and entity_phone.e > 0
),
few as (
    select q from neighbour group by q having count(distinct e) <= (select shared_rare from threshold) + 1
)
select profile.q, entity_application.e, false as is_holder, false as is_neighbour
from profile
join entity_application using (application)
where not (profile.kind = 3 and entity_application.e = profile.held and entity_application.records <= profile.records)
and entity_application.e <> -profile.q
union
select profile.q, entity_shared.e, false, false
from profile
join entity_shared using (shared)
where entity_shared.sharers <= (select shared_rare from threshold) + 1
and not (profile.kind = 3 and entity_shared.e = profile.held and entity_shared.records <= profile.records)
and entity_shared.e <> -profile.q
union
select neighbour.q, neighbour.e, false, true
from neighbour
semi join few using (q)
join profile using (q)
where not (profile.kind = 3 and neighbour.e = profile.held and neighbour.records <= profile.records)
union
select q, e, false, false from relative
union
select q, held, true, false from profile where kind = 1 and held is not null
union
select q, borrowed, true, false from profile where borrowed is not null
