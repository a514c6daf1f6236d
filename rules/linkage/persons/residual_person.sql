-- 没有证件号的人: 各栏取记录最多的写法
with told as (
    select
        assigned.node, profile.records, name.name_text, profile.birth, profile.sex
    from assigned
    join profile using (q)
    left join name using (name_id)
    where assigned.node < 0
),
split as (
    select residual_node.node, profile.records, name.name_text, profile.birth, profile.sex
    from residual_node
    join residual_group using (record_key)
    join profile using (first_key)
    left join name using (name_id)
    where residual_node.node <= -1000000000000000
),
every as (
    select * from told
    union all
    select * from split
),
counted_name as (
    select node, name_text, sum(records) as records from every where name_text is not null group by all
),
counted_birth as (
    select node, birth, sum(records) as records from every where birth is not null group by all
),
counted_sex as (
    select node, sex, sum(records) as records from every where sex is not null group by all
),
best_name as (
    select node, arg_max(name_text, (records, name_text)) as name_text from counted_name group by node
),
best_birth as (
    select node, arg_max(birth, (records, -birth)) as birth from counted_birth group by node
),
best_sex as (
    select node, arg_max(sex, (records, -sex)) as sex from counted_sex group by node
)
select every.node, max(best_name.name_text) as name_text, max(best_birth.birth) as birth, max(best_sex.sex) as sex
from every
left join best_name using (node)
left join best_birth using (node)
left join best_sex using (node)
group by every.node
