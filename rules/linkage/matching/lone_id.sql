-- 只在一条记录里出现、又不在户籍中的证件号;末三位是零的不论几条(表格只留十五位,补的零可能恰好合规)
select min(id_key) as id_key, id_number
from id_name
group by id_number
having (sum(records) = 1 or id_number like '%000') and sum(register_records) = 0
