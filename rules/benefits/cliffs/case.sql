-- 网格上的每一点是一个假设的家庭: 收入已查全,没有渐退,没有医疗与学费支出,不核算劳动收入(收入都在网格上)
select case_id, as_of() as day, is_rural, false as is_wage_imputed
from grid
