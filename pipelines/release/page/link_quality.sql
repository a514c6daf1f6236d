-- 链接质量: 全体的查准率、查全率与区间
select s.label as source, m.label as measure, q.rate, q.rate_low, q.rate_high, q.tested_count, q.record_count
from linked.quality as q
left join reference.code as s on s.list = 'quality_source' and s.code = q.source_code
left join reference.code as m on m.list = 'quality_measure' and m.code = q.measure_code
where q.group_kind = 'all'
order by q.source_code, q.measure_code
