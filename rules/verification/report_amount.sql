-- 按成员按项目合计: 核实(可计入的链接层级)、证实、计入限额;月收入以 分 x 12 x 窗口月数 记,只在最后舍入一次
with counted as (
  select e.subject_id as report_id, e.person_id, e.item_code, e.amount_fen, e.quantity, e.basis, e.is_countable, e.is_proven, i.measures,
         case when i.measures = 'income' then
           case e.basis when 'annual' then e.amount_fen * c.window_months
                        when 'monthly' then e.amount_fen * 12
                        when 'rate' then e.amount_fen * 12 * c.window_months end end as parts
  from verified.evidence as e
  join verified.report_case as c on c.report_id = e.subject_id
  join reference.item as i on i.item_code = e.item_code
  where e.subject_kind = 'report' and e.is_counted
)
select report_id, person_id, item_code,
       known_sum(parts) as verified_parts,
       known_sum(case when is_proven then parts end) as proven_parts,
       known_sum(case when measures <> 'income' then amount_fen end) as verified_fen,
       known_sum(case when measures <> 'income' and is_proven then amount_fen end) as proven_fen,
       known_sum(case when measures <> 'income' and is_proven and is_countable then amount_fen end) as countable_fen,
       known_sum(quantity)::integer as verified_quantity,
       known_sum(case when is_proven then quantity end)::integer as proven_quantity,
       known_sum(case when is_proven and is_countable then quantity end)::integer as countable_quantity
from counted
group by report_id, person_id, item_code
