-- 证据单上什么会改变结论: 同一号的须同时发生;变到那个数结论就变,差一分(一个)不变
select s.page, f.alternative, f.target, coalesce(p.label, n.label, split_part(c.label, ' ', 1), f.item_code) as label,
       coalesce(i.name_text, '') as name, f.is_amount, f.value_now, f.value_then, f.change,
       coalesce(o.label, f.new_conclusion) as new_conclusion, f.item_code = 'members' as is_member
from sheet_report as s
join verified.counterfactual as f on f.report_id = s.report_id
left join reference.parameter_in_force as p on f.target = 'limit' and p.name = f.item_code
left join reference.item as n on f.target = 'item' and n.item_code = f.item_code
left join reference.code as c on f.target = 'item' and c.list = 'item' and c.code = f.item_code
left join reference.code as o on o.list = 'conclusion' and o.code = f.new_conclusion
left join vault_identity as i on i.person_id = f.person_id
order by s.page, f.alternative, f.target, f.item_code, f.person_id nulls first
