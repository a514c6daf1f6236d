-- 每个地址归哪个街道: 最细一级说得出的为准
with place as (
    select address_id, 1 as step, door as place from address where door is not null
    union all select address_id, 2, building from address where building is not null
    union all select address_id, 3, gate from address where gate is not null
    union all select address_id, 4, (hash(town, '') >> 1)::bigint from address where town is not null
    union all select address_id, 5, (hash(district, road) >> 1)::bigint from address where road is not null and district is not null
    union all select address_id, 6, (hash('', road) >> 1)::bigint from address where road is not null
)
select
    place.address_id, arg_min(street_vote.street_code, step) as street_code,
    arg_min(street_vote.committee_code, step) as committee_code
from place
join street_vote using (step, place)
group by place.address_id
