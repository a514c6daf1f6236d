-- 证据单上的家庭成员
select s.page, coalesce(i.name_text, '姓名不详') as name, coalesce(r.label, m.role) as role, m.is_declared, m.is_deceased,
       m.is_counted
from sheet_report as s
join verified.report_member as m on m.report_id = s.report_id
left join vault_identity as i on i.person_id = m.person_id
left join reference.code as r on r.list = 'role' and r.code = m.role
order by s.page, m.is_declared desc, m.role, m.person_id
