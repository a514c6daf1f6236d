-- 地址一级: 同户室、同楼、门牌序列相同、同门弄、同路、不同
select
    candidate.q, candidate.e,
    max(
        case
            when here.address_id = there.address_id and here.door is not null or here.door = there.door then 6
            when here.building = there.building then 5
            when here.tail = there.tail then 4
            when here.gate = there.gate then 3
            when here.road = there.road then 2
            else 1
        end
    )::tinyint as address
from candidate
join profile using (q)
join address as here on here.address = profile.address
join entity_address using (e)
join address as there on there.address_id = entity_address.address_id
where not (
    profile.kind = 3 and entity_address.e = profile.held and there.address_id = here.address_id
    and entity_address.records <= profile.records
)
group by all
