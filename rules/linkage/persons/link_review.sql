-- 请人裁定的链接: 证件有效而姓名不相容、未链接而有相近之人、裁定自相矛盾
with doubt as (
    select record_key, node, reason_code, candidate, probability
    from residual_node
    where reason_code is not null
    union all by name
    select record_node.record_key, record_node.node, 'decision_conflict' as reason_code, null::bigint as candidate, null::double as probability
    from record_node
    semi join disputed using (record_key)
)
select
    doubt.record_key, record.extract, record.record_number, own.person_id, other.person_id as candidate_person_id,
    doubt.reason_code, doubt.probability
from doubt
join standardised.record using (record_key)
join node_person as own on own.node = doubt.node
left join node_person as other on other.node = doubt.candidate and other.node <> doubt.node
qualify row_number() over (partition by doubt.record_key order by doubt.reason_code) = 1
