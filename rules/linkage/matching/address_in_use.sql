-- 全部不同的地址写法,按字面次序编号
select (row_number() over (order by address))::integer as address_id, address
from (
    select address from standardised.record where address is not null
    union
    select property_address from standardised."住建_房屋安全" where property_address is not null
)
