-- 每人的电话: 最新申请上的,否则出现最多的
with said as (
    select record_node.node, record_node.phone, application.accepted_date
    from record_node
    left join standardised."民政_救助申请" as application using (record_key)
    where record_node.phone is not null
),
counted as (
    select node, phone, max(accepted_date) as accepted_date, count(*) as records
    from said
    group by node, phone
)
select node, phone
from counted
qualify row_number() over (partition by node order by accepted_date desc nulls last, records desc, phone) = 1
