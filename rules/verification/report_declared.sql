-- 每份申请申报了什么: 申请表的合计,以及申报明细中申请表没有栏目的项目;有一行读不出,即不知道;没有申报的不当作零
with totals as (
  select report_id, 'income' as item_code, declared_income_fen as declared from verified.report_case
  union all
  select report_id, 'asset_deposit', declared_deposits_fen from verified.report_case
  union all
  select report_id, 'asset_security', declared_securities_fen from verified.report_case
  union all
  select report_id, 'asset_dwelling', declared_dwelling_count from verified.report_case
  union all
  select report_id, 'asset_vehicle', declared_vehicle_count from verified.report_case
),
details as (
  select c.report_id, d.item_code,
         complete_sum(case when i.measures = 'count' then count_of(d.declared_value)
                           else fen_of(d.declared_value) end) as declared
  from standardised."民政_申报明细" as d
  join verified.report_case as c on c.application_number = d.application_number
  join reference.item as i on i.item_code = d.item_code
  where i.declared is null
  group by c.report_id, d.item_code
)
select t.report_id, t.item_code, t.declared
from totals as t
where t.declared is not null
union all
select d.report_id, d.item_code, d.declared
from details as d
where d.declared is not null
