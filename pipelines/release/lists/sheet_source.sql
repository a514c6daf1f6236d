-- 证据单上各来源所见: 来源、时段、条数、合计、计入与否及原因;不写账号与病名
select s.page, coalesce(n.label, e.item_code) as item, e.extract, coalesce(i.name_text, '') as name,
       coalesce(b.label, '') as basis,
       e.basis = 'annual' as is_annual, e.is_counted, e.is_counted and not e.is_countable as is_exempt,
       e.reason_not_counted as reason, count(*)::integer as records, min(e.month) as month_from, max(e.month) as month_to,
       max(e.as_of_date) as as_of_date, sum(e.amount_fen)::bigint as amount_fen, sum(e.quantity)::integer as quantity
from sheet_report as s
join verified.evidence as e on e.subject_kind = 'report' and e.subject_id = s.report_id
left join reference.item as n on n.item_code = e.item_code
left join reference.code as b on b.list = 'basis' and b.code = e.basis
left join vault_identity as i on i.person_id = e.person_id
group by s.page, n.label, e.item_code, e.extract, i.name_text, e.person_id, b.label, e.basis, e.is_counted, e.is_countable,
         e.reason_not_counted
order by s.page, e.item_code, e.person_id, e.is_counted desc, e.extract, e.reason_not_counted nulls first, basis
