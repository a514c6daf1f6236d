-- 户籍在册的实体及其户号
select left(record.id_number, 17)::bigint as e, max(hash(record.register_household_number)) as home
from standardised.record
anti join contradicted using (record_key)
where record.extract = '公安_户籍人口' and record.id_number is not null and record.register_household_number is not null
group by e
