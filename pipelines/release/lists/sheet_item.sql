-- 证据单上的逐项对照: 申报、核实、差异、容差、所见
select s.page, coalesce(n.label, split_part(c.label, ' ', 1), t.item_code) as item, coalesce(i.name_text, '') as name,
       t.item_code in ('members') or coalesce(n.measures, '') = 'count' as is_count,
       t.item_code = 'income' or coalesce(n.measures, '') = 'income' as is_monthly,
       coalesce(n.measures, '') = 'spending' as is_yearly, t.declared, t.verified, t.difference, t.tolerance, coalesce(v.label, t.verdict) as verdict,
       coalesce(d.label, t.direction) as direction, t.verdict in ('differs', 'not_declared') as is_different
from sheet_report as s
join verified.report_item as t on t.report_id = s.report_id
left join reference.item as n on n.item_code = t.item_code
left join reference.code as c on c.list = 'item' and c.code = t.item_code
left join reference.code as v on v.list = 'verdict' and v.code = t.verdict
left join reference.code as d on d.list = 'direction' and d.code = t.direction
left join vault_identity as i on i.person_id = t.person_id
order by s.page, list_position(['income', 'members'], t.item_code) nulls last, t.item_code, t.person_id nulls first
