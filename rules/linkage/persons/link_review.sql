-- 请人裁定的链接: 证件有效而姓名不相容、未链接而有相近之人、裁定自相矛盾
with doubt as (
    select residual_node.*, residual.extract, residual.record_number
    from residual_node
    join residual using (record_key)
    where residual_node.reason_code is not null
    union all by name
    select
        record_key, extract, record_number, node, 'decision_conflict' as reason_code, null::bigint as candidate,
        null::double as probability
    from record_node
    where record_key in (select record_key from disputed)
)
select
    doubt.record_key, doubt.extract, doubt.record_number, own.person_id, other.person_id as candidate_person_id,
    doubt.reason_code, doubt.probability
from doubt
join node_person as own on own.node = doubt.node
left join node_person as other on other.node = doubt.candidate and other.node <> doubt.node
qualify row_number() over (partition by doubt.record_key order by doubt.reason_code) = 1
