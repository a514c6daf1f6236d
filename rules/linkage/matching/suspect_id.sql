-- 须逐条细看的证件号: 有不相容或只是相近的姓名,或只在户籍之外出现一次
select distinct id_name.id_number
from id_name
join conflict using (id_key)
union
select distinct id_name.id_number
from id_name
join alike_name using (id_key)
union
select id_number from lone_id
