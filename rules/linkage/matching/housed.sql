-- 住在这些地址的实体,各有几条记录
select
    left(record.id_number, 17)::bigint as e, wanted_address.door, wanted_address.building, count(*)::integer as records
from standardised.record
join wanted_address using (address)
anti join contradicted using (record_key)
where record.address is not null and record.id_number is not null
group by all
