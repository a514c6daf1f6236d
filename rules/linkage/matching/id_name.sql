-- 每个有效证件号(前十七位)下出现过的姓名,各有几条记录
select
    left(id_number, 17)::bigint as id_key, name_text, count(*)::integer as records,
    count(*) filter (where extract = '公安_户籍人口')::integer as register_records
from standardised.record
where id_number is not null
group by all
