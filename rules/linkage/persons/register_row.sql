-- 每人的户籍记录: 正常的优先,其次注销日期最近的
select
    record_node.node, register.record_key, register.name as name_text, register.birth_date,
    case register.sex when '男' then '1' when '女' then '2' else '0' end as sex_code,
    register.address, register.register_household_number, register.relation, register.register_status,
    register.cancelled_date
from standardised."公安_户籍人口" as register
join record_node using (record_key)
where record_node.extract = '公安_户籍人口'
qualify row_number() over (
    partition by record_node.node
    order by register.register_status <> '正常', register.cancelled_date desc nulls last, register.record_key
) = 1
