-- 状态: 有分即满分或部分;没有分而不能排除有分的是未知;其余为否
select household_id, member_count, indicator_code, measure, value, evidence, named, points, points_high,
       case when points = full_points then 'hit_full' when points > 0 then 'hit_partial'
            when points_high > 0 then 'unknown' else 'no' end as state
from chosen
