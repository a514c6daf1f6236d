-- 一户一行: 街道居委从锚的住处,锚不知者取成员中最多的
with placed as (
    select
        membership.basis, membership.group_number, identity.street_code, identity.committee_code,
        identity.register_street_code
    from membership
    join identity using (node)
),
common_area as (
    select basis, group_number, street_code, committee_code
    from (
        select basis, group_number, street_code, committee_code, count(*) as members
        from placed
        where street_code <> '未定街道'
        group by all
    )
    qualify row_number() over (
        partition by basis, group_number order by members desc, committee_code = '未定', street_code, committee_code
    ) = 1
),
common_register as (
    select basis, group_number, register_street_code
    from (
        select basis, group_number, register_street_code, count(*) as members
        from placed
        where register_street_code <> '未定街道'
        group by all
    )
    qualify row_number() over (partition by basis, group_number order by members desc, register_street_code) = 1
)
select
    household_key.household_id, household_anchor.basis,
    case when own.street_code <> '未定街道' then own.street_code else coalesce(common_area.street_code, '未定街道') end as street_code,
    case when own.street_code <> '未定街道' then own.committee_code else coalesce(common_area.committee_code, '未定') end as committee_code,
    case when own.register_street_code <> '未定街道' then own.register_street_code
        else coalesce(common_register.register_street_code, '未定街道') end as register_street_code,
    household_anchor.member_count
from household_anchor
join household_key using (anchor)
join identity as own on own.node = household_anchor.node
left join common_area using (basis, group_number)
left join common_register using (basis, group_number)
