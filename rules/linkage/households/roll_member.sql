-- 在册口径: 户主与同证成员;没有成员名册的,户主同户号的在世户籍人口;已在申请户内的除外
with listed as (
    select member.certificate_number, record_node.node, min(member.from_date) as valid_from
    from standardised."民政_低保成员" as member
    join record_node using (record_key)
    where record_node.extract = '民政_低保成员' and member.certificate_number is not null
    and (member.from_date is null or member.from_date <= (select max(as_of) from reference.run))
    and (member.to_date is null or member.to_date >= (select max(as_of) from reference.run))
    group by all
),
every as (
    select certificate_number, node, 'head' as role, null::date as valid_from from roll_head
    union all
    select listed.certificate_number, listed.node, register_role.role, listed.valid_from
    from listed
    left join register_role on register_role.node = listed.node
    union all
    select roll_head.certificate_number, register_member.node, register_member.role, null
    from roll_head
    anti join listed on listed.certificate_number = roll_head.certificate_number
    join register_member on register_member.register_household_number = roll_head.register_household_number
),
living as (
    select every.*
    from every
    anti join death using (node)
    anti join application_member using (node)
),
one_role as (
    select
        certificate_number, node, max(valid_from) as valid_from,
        arg_min(coalesce(role, 'other'), case role when 'head' then 1 when 'spouse' then 2 when 'child' then 3 when 'parent' then 4 else 5 end) as role
    from living
    group by certificate_number, node
)
select node, certificate_number as group_number, role, valid_from
from one_role
qualify row_number() over (partition by node order by role <> 'head', valid_from desc nulls last, certificate_number) = 1
