-- 裁定点到了没有送达的记录: 不能执行,放在送达的那一条上请人复核
with named as (
    select extract_a as extract, record_number_a as record_number, extract_b as other_extract, record_number_b as other_number
    from standardised."核对_链接裁定"
    where decision in ('同一人', '不同人')
    union all
    select extract_b, record_number_b, extract_a, record_number_a
    from standardised."核对_链接裁定"
    where decision in ('同一人', '不同人')
)
select min(record.record_key) as record_key
from named
join decision_record as record
    on record.extract = named.extract and record.record_number = named.record_number
where (named.other_extract, named.other_number) not in (
    select (record.extract, record.record_number)
    from decision_record as record
    where record.record_number in (select other_number from named)
)
group by record.extract, record.record_number
