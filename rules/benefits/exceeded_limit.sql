-- 报告中超过而使金额为零的限额: 渐退期内收入超过标准的,照渐退保留
select l.report_id as case_id, l.limit_name
from report_limit as l
left join seam_case as s on s.case_id = l.report_id
where l.is_exceeded and not (l.limit_item = 'income' and coalesce(s.taper_month >= 1, false))
