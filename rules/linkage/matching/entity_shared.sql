-- 实体与人共用的编号,以及共用的人数
with record as (
    select record_key, id_number, hash(shared_number) as shared
    from standardised.record
    where shared_number is not null and id_number is not null
),
counted as (
    select id_number, shared, count(*)::integer as records
    from record
    anti join contradicted using (record_key)
    where shared in (select shared from profile where shared is not null)
    group by id_number, shared
),
used as (
    select left(id_number, 17)::bigint as e, shared, records from counted
    union all
    select -q, shared, records from profile where kind <> 3 and shared is not null
),
size as (
    select shared, count(*)::integer as sharers from used group by shared
)
select used.e, used.shared, used.records, size.sharers
from used
join size using (shared)
