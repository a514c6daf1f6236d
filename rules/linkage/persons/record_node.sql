-- 每条记录归哪个节点、何种层级
select
    record.record_key, record.extract, record.record_number, record.phone, record.address,
    coalesce(residual_node.node, merged_id.node, left(record.id_number, 17)::bigint) as node,
    coalesce(residual_node.tier, 'L1') as link_tier,
    case when residual_node.record_key is null then 1.0 else residual_node.probability end as probability
from standardised.record
left join residual_node on residual_node.record_key = record.record_key
left join merged_id on merged_id.id_key = left(record.id_number, 17)::bigint
