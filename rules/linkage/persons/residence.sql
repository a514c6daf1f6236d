-- 每人住在哪里: 地址取最可信的;街道取最可信来源自带的代码,否则由地址推得
with placed as (
    select
        said_address.*,
        case when said_address.source <= 2 then said_address.street_code end as told_street,
        address_street.street_code as inferred_street, address_street.committee_code as inferred_committee
    from said_address
    left join address on address.address = said_address.address
    left join address_street using (address_id)
),
ordered as (
    select *, row_number() over (
        partition by node order by source, said_date desc nulls last, address, street_code, committee_code
    ) as place
    from placed
)
select
    node,
    arg_min(address, place) filter (where address is not null) as address,
    arg_min(struct_pack(street := coalesce(told_street, inferred_street),
        committee := case when told_street is not null then coalesce(committee_code,
            case when inferred_street = told_street then inferred_committee end) else inferred_committee end), place)
        filter (where coalesce(told_street, inferred_street) is not null) as area
from ordered
group by node
