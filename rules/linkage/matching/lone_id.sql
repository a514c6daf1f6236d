-- 只在一条记录里出现、又不在户籍中的证件号
select min(id_key) as id_key, id_number
from id_name
group by id_number
having sum(records) = 1 and sum(register_records) = 0
