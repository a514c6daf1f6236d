-- 截止日每人至多一户: 有效申请优先,其次在册,再次户籍
select node, 'application' as basis, group_number, role, valid_from from application_member
union all
select node, 'roll', group_number, role, valid_from from roll_member
union all
select
    register_member.node, 'register', register_member.register_household_number,
    register_member.role, null
from register_member
anti join application_member using (node)
anti join roll_member using (node)
