-- 街道从何而知: 送达的地址自带街道代码的,按户室、楼、门弄、街镇名、区内的路逐级归纳
with told as (
    select address, street_code, committee_code from standardised."民政_救助申请"
    where address is not null and street_code is not null
    union all
    select address, street_code, committee_code from standardised."公安_实有人口"
    where address is not null and street_code is not null
),
coded as (
    select address.*, told.street_code, told.committee_code
    from told
    join address using (address)
),
level as (
    select 1 as step, door as place, street_code, committee_code from coded where door is not null
    union all select 2, building, street_code, committee_code from coded where building is not null
    union all select 3, gate, street_code, committee_code from coded where gate is not null
    union all select 4, (hash(town, '') >> 1)::bigint, street_code, null from coded where town is not null
    union all select 5, (hash(district, road) >> 1)::bigint, street_code, null from coded where road is not null and district is not null
    union all select 6, (hash('', road) >> 1)::bigint, street_code, null from coded where road is not null
),
counted as (
    select step, place, street_code, committee_code, count(*) as votes
    from level
    group by all
),
by_street as (
    select step, place, street_code, sum(votes) as votes, sum(sum(votes)) over (partition by step, place) as total
    from counted
    group by step, place, street_code
),
street as (
    select step, place, street_code
    from by_street
    where votes * 10 >= total * 8
    qualify row_number() over (partition by step, place order by votes desc, street_code) = 1
),
committee as (
    select step, place, street_code, committee_code
    from counted
    where committee_code is not null
    qualify row_number() over (partition by step, place, street_code order by votes desc, committee_code) = 1
    and votes * 10 >= 8 * sum(votes) over (partition by step, place, street_code)
)
select street.step, street.place, street.street_code, committee.committee_code
from street
left join committee using (step, place, street_code)
