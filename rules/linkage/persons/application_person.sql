-- 每份申请里有哪些人: 成员表为准,成员表没有“本人”的补上申请人
with member as (
    select
        member.application_number, record_node.node,
        case member.relation
            when '本人' then 'applicant' when '配偶' then 'spouse' when '子女' then 'child' when '父母' then 'parent' else 'other'
        end as role
    from standardised."民政_申请家庭成员" as member
    join record_node using (record_key)
    join live_application using (application_number)
    where record_node.extract = '民政_申请家庭成员'
),
applicant as (
    select live_application.application_number, record_node.node, 'applicant' as role
    from live_application
    join record_node using (record_key)
    anti join (select application_number from member where role = 'applicant') using (application_number)
    where record_node.extract = '民政_救助申请'
),
every as (
    select * from member
    union all
    select * from applicant
)
select
    application_number, node,
    arg_min(role, case role when 'applicant' then 1 when 'spouse' then 2 when 'child' then 3 when 'parent' then 4 else 5 end) as role
from every
group by application_number, node
