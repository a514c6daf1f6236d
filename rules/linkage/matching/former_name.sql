-- 户籍登记的曾用名
select distinct left(record.id_number, 17)::bigint as id_key, name.name_id, name.folded
from standardised.record
join name on name.name_text = record.former_name
where record.extract = '公安_户籍人口' and record.id_number is not null and name.length > 0
