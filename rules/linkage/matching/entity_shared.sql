-- 实体与人共用的编号,以及共用的人数
with used as (
    select e, hash(shared) as shared, sum(records)::integer as records
    from good_record
    where hash(shared) in (select shared from profile where shared is not null)
    group by all
    union all
    select -q, shared, records from profile where kind <> 3 and shared is not null
)
select used.*, count(*) over (partition by shared)::integer as sharers
from used
