-- 只在一条记录里出现、又不在户籍中的证件号
select id_key
from id_name
group by id_key
having sum(records) = 1 and sum(register_records) = 0
