-- 裁定落到节点上: 正数为证件号,负数为残余写法
with node as (
    select
        record.record_key,
        coalesce(-profile.q, left(record.id_number, 17)::bigint) as node
    from decision_record as record
    left join residual_group using (record_key)
    left join profile on profile.first_key = residual_group.first_key
    where record.record_key in (select key_a from decided union select key_b from decided)
)
select a.node as node_a, b.node as node_b, decided.is_same, decided.decided_date, decided.key_a, decided.key_b
from decided
join node as a on a.record_key = decided.key_a
join node as b on b.record_key = decided.key_b
where a.node <> b.node
