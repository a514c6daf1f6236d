-- 每条送达记录属于哪个人
select
    record_node.record_key, record_node.extract, record_node.record_number, node_person.person_id,
    record_node.link_tier, record_node.probability
from record_node
join node_person using (node)
