-- 每条记录归哪个节点、何种层级
with keyed as (
    select record_key, extract, record_number, phone, address, id_number, left(id_number, 17)::bigint as id_key
    from standardised.record
)
select
    keyed.record_key, keyed.extract, keyed.record_number, keyed.phone, keyed.address, keyed.id_number,
    coalesce(residual_node.node, merged_id.node, keyed.id_key) as node,
    coalesce(residual_node.tier, 'L1') as link_tier,
    case when residual_node.record_key is null then 1.0 else residual_node.probability end as probability
from keyed
left join residual_node on residual_node.record_key = keyed.record_key
left join merged_id on merged_id.id_key = keyed.id_key
