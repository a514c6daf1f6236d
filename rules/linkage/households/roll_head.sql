-- 在册户主
select
    record_node.node, roll.certificate_number, register_row.register_household_number, register_row.relation
from standardised."民政_低保在册" as roll
join record_node using (record_key)
left join register_row using (node)
where record_node.extract = '民政_低保在册' and roll.certificate_number is not null
qualify row_number() over (partition by roll.certificate_number order by roll.record_key) = 1
