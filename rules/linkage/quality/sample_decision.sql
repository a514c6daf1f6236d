-- 写着样本编号的裁定: 以最后一日的为准,同日相反的不算
with newest as (
    select *
    from standardised."核对_链接裁定"
    where decision in ('同一人', '不同人') and record_number is not null
    qualify rank() over (partition by record_number order by decided_date desc nulls last) = 1
)
select
    record_number as sample_number, extract_a as extract, record_number_a as record_number, extract_b, record_number_b,
    bool_and(decision = '同一人') as is_same
from newest
group by record_number, extract_a, record_number_a, extract_b, record_number_b
having min(decision) = max(decision)
