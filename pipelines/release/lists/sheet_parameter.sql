-- 证据单所用的标准与参数: 先标准,后其他,再容差
select name, label, shown, unit, basis, status, kind
from reference.parameter_in_force
order by case kind when 'limit' then 1 when 'tolerance' then 3 else 2 end, label, name
