-- 全部不同的地址写法,按字面次序编号
select (row_number() over (order by address))::integer as address_id, address
from (select distinct address from standardised.record where address is not null)
