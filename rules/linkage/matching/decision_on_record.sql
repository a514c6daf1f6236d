-- 裁定落到记录上: 同一对记录以最后一日的为准;同日相反者存疑
with record as (
    select extract, record_number, min(record_key) as record_key
    from decision_record
    where (extract, record_number) in (
        select (extract_a, record_number_a) from standardised."核对_链接裁定"
        union
        select (extract_b, record_number_b) from standardised."核对_链接裁定"
    )
    group by extract, record_number
),
found as (
    select
        least(a.record_key, b.record_key) as key_a, greatest(a.record_key, b.record_key) as key_b,
        decision.decision, decision.decided_date
    from standardised."核对_链接裁定" as decision
    join record as a on a.extract = decision.extract_a and a.record_number = decision.record_number_a
    join record as b on b.extract = decision.extract_b and b.record_number = decision.record_number_b
    where decision.decision in ('同一人', '不同人') and a.record_key <> b.record_key
),
newest as (
    select *
    from found
    qualify rank() over (partition by key_a, key_b order by decided_date desc nulls last) = 1
)
select
    key_a, key_b, max(decided_date) as decided_date, bool_and(decision = '同一人') as is_same,
    min(decision) <> max(decision) as is_disputed
from newest
group by key_a, key_b
