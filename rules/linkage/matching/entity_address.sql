-- 候选实体用过的地址(编码)
with wanted as (
    select distinct candidate.e
    from candidate
    join profile using (q)
    where profile.address is not null and candidate.e > 0
),
record as (
    select record_key, left(id_number, 17)::bigint as e, address
    from standardised.record
    where address is not null and id_number is not null
),
told as (
    select record.e, record.address, count(*)::integer as records
    from record
    semi join wanted using (e)
    anti join contradicted using (record_key)
    group by all
)
select told.e, address.address_id, told.records
from told
join address using (address)
union all
select -profile.q, address.address_id, profile.records
from profile
join address using (address)
where profile.kind <> 3
