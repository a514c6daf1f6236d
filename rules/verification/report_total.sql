-- 一份报告一个项目的全家合计;人均建筑面积不超过所定数的,几套住房在限额里合起来算一套;异议成立的,按更正值,没有更正值的按申报值
with sums as (
  select a.report_id, a.item_code,
         case when i.measures = 'income' then sum(a.verified_parts) when i.measures = 'count' then sum(a.verified_quantity)
              else sum(a.verified_fen) end as verified,
         case when i.measures = 'income' then sum(a.proven_parts) when i.measures = 'count' then sum(a.proven_quantity)
              else sum(a.proven_fen) end as proven,
         case when i.measures = 'count' then sum(a.countable_quantity) when i.measures <> 'income'
              then sum(a.countable_fen) end as countable
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code
  group by a.report_id, a.item_code, i.measures
),
titled as (
  -- 计入限额的每一处住房: 建筑面积乘全家合计的份额;份额没有写全的按整处
  select k.subject_id as report_id, t.title_number, max(t.area_m2) as area_m2,
         case when count(*) = count(t.share) then at_most(sum(t.share), 1) else 1 end as household_share
  from verified.evidence as k
  join standardised."不动产_权利人" as t on t.record_key = k.record_key
  where k.item_code = 'asset_dwelling' and k.extract = '不动产_权利人' and k.subject_kind = 'report'
    and (k.is_counted or k.reason_not_counted = 'same_unit')
    and param('dwelling_area_per_head') is not null
  group by k.subject_id, t.title_number
),
narrow as (
  select d.report_id
  from titled as d
  join (select report_id, count(*) as member_count from verified.report_person group by report_id) as m on m.report_id = d.report_id
  where not exists (
    select 1 from verified.evidence as p
    where p.subject_id = d.report_id and p.item_code = 'asset_dwelling' and p.is_counted and p.extract <> '不动产_权利人')
  group by d.report_id
  having count(*) = count(d.area_m2) and sum(d.area_m2 * d.household_share) <= param('dwelling_area_per_head') * max(m.member_count)
),
income as (
  select r.report_id, 'income' as item_code, sum(r.verified_parts) as verified, sum(r.proven_parts) as proven
  from verified.report_person as r
  group by r.report_id
),
deducted as (
  select report_id, at_least_zero(sum(countable_parts)) as countable
  from verified.report_income
  group by report_id
),
every as (
  select s.report_id, s.item_code, s.verified, s.proven,
         case when s.item_code = 'asset_dwelling' and n.report_id is not null then smaller(s.countable, 1) else s.countable end
           as countable
  from sums as s
  left join narrow as n on n.report_id = s.report_id
  union all
  select i.report_id, i.item_code, i.verified, i.proven, d.countable
  from income as i
  left join deducted as d on d.report_id = i.report_id
),
corrected as (
  select o.report_id, o.item_code, coalesce(o.corrected, d.declared) as corrected,
         case when o.item_code = 'income' then 12 * c.window_months else 1 end as whole
  from verified.report_objection as o
  join verified.report_case as c on c.report_id = o.report_id
  left join reference.item as i on i.item_code = o.item_code
  left join verified.report_declared as d on d.report_id = o.report_id and d.item_code = o.item_code
  where o.objection_state = 'upheld' and (o.item_code = 'income' or i.item_code is not null)
)
select coalesce(e.report_id, k.report_id) as report_id, coalesce(e.item_code, k.item_code) as item_code,
       (case when k.corrected is not null then k.corrected * k.whole else e.verified end)::bigint as verified,
       (case when k.corrected is not null then k.corrected * k.whole else e.proven end)::bigint as proven,
       (case when k.corrected is null then e.countable
             when e.countable is null or e.proven is null then k.corrected * k.whole
             else at_least_zero(k.corrected * k.whole - (e.proven - e.countable)) end)::bigint as countable,
       k.corrected is not null as is_corrected
from every as e
full join corrected as k on k.report_id = e.report_id and k.item_code = e.item_code
