-- 实体用过的电话
select
    left(record.id_number, 17)::bigint as e,
    try_cast(right(regexp_replace(record.phone, '[^0-9]', '', 'g'), 11) as bigint) as phone, count(*)::integer as records
from standardised.record
anti join contradicted using (record_key)
where record.phone is not null and record.id_number is not null
group by all
union all
select -q, phone, records from profile where kind <> 3 and phone is not null
