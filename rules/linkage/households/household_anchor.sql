-- 每户的锚: 申请人、在册户主或户主,没有的取编号最小的成员;依据改变时户编号不变
select
    membership.basis, membership.group_number,
    arg_min(node_person.person_id, (membership.role not in ('applicant', 'head'), node_person.person_id)) as anchor,
    arg_min(node_person.node, (membership.role not in ('applicant', 'head'), node_person.person_id)) as node,
    count(*) as member_count
from membership
join node_person using (node)
group by all
