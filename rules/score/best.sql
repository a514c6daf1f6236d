-- 一项指标有几个度量的,取得分最高的一个;上限取各度量中最高的
select household_id, member_count, indicator_code, full_points, measure, value, evidence, named, place, points,
       max(points_high) over (partition by household_id) as points_high
from judged
qualify row_number() over (partition by household_id order by points desc, points_high desc, place) = 1
