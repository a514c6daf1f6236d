-- 每户每项目最近一份报告;未归户的各自算
select max_by(report_id, (coalesce(accepted_date, date '0001-01-01'), report_id)) as report_id
from before.report
group by coalesce(household_id, report_id), programme_code
