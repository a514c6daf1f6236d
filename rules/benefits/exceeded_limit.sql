-- 报告中超过的限额
select report_id as case_id, limit_name
from report_limit
where is_exceeded
