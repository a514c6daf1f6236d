-- 户籍上谁与谁同户
select left(id_number, 17)::bigint as id_key, hash(register_household_number) as home, name_text
from standardised.record
where extract = '公安_户籍人口' and id_number is not null and register_household_number is not null
