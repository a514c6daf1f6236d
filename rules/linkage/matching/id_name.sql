-- 每个有效证件号(键为前十七位)下出现过的姓名,各有几条记录
with written as (
    select
        id_number, name_text, count(*)::integer as records,
        count(*) filter (where extract = '公安_户籍人口')::integer as register_records
    from standardised.record
    where id_number is not null
    group by id_number, name_text
)
select left(id_number, 17)::bigint as id_key, id_number, name_text, records, register_records
from written
