-- 本批所用的分量: 每项比较的每一级,同户之内与之外各一份
select
    comparison_place, comparison, comparison_label, level_number, level_label, is_same_household, bits
from weight_in_words
