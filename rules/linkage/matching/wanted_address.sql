-- 与某条待链接写法同楼的地址
with place as (
    select distinct address.building
    from profile
    join address using (address)
    where address.building is not null
)
select address.address, address.address_id, address.door, address.building
from address
semi join place using (building)
