-- 一人一行
select person_id, year(birth_date)::integer as birth_year, sex_code, is_registered, is_deceased
from identity
