-- 请人裁定的链接: 证件有效而姓名不相容、未链接而有相近之人、裁定自相矛盾、户籍姓名是孤例、疑似换过证件号
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
    union all by name
    select
        record_key, extract, record_number, node, 'decision_unknown_record' as reason_code, null::bigint as candidate,
        null::double as probability
    from record_node
    where record_key in (select record_key from decision_unknown)
    union all by name
    select
        record_key, extract, record_number, node, 'register_name_odd' as reason_code, null::bigint as candidate,
        null::double as probability
    from record_node
    where extract = '公安_户籍人口' and link_tier = 'L1' and node in (select id_key from agreed_name)
    union all by name
    select
        second_number.record_key, record.extract, record.record_number, second_number.node,
        'second_number' as reason_code, second_number.candidate, null::double as probability
    from second_number
    join standardised.record using (record_key)
)
select
    doubt.record_key, doubt.extract, doubt.record_number, own.person_id, other.person_id as candidate_person_id,
    doubt.reason_code, doubt.probability
from doubt
join node_person as own on own.node = doubt.node
left join node_person as other on other.node = doubt.candidate and other.node <> doubt.node
qualify row_number() over (partition by doubt.record_key order by doubt.reason_code) = 1
