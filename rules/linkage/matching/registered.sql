-- 有户籍记录的实体: 每人至多一条
select distinct left(record.id_number, 17)::bigint as e
from standardised.record
anti join contradicted using (record_key)
where record.extract = '公安_户籍人口' and record.id_number is not null
union
select -q from profile where is_register
