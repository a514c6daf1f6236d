-- 各项比较各级的分量
select comparison_place, comparison, comparison_label, level_number, level_label, bits, is_same_household
from linked.link_weight
order by comparison_place, level_number, is_same_household
