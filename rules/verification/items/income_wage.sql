-- 工资薪金与劳务报酬: 按月实收优先;只有年度总额的,按年度总额,不摊到没有凭据的月份
with permitted as (
  select distinct person_id
  from verified.permission
  where line = '税务' and is_permitted
),
receipts as (
  select l.person_id, '税务_扣缴明细' as extract, t.record_key, t.record_number, l.link_tier, 'monthly' as basis,
         t.income_fen as amount_fen, t.month, year(first_day(t.month)) as year, t.income_kind,
         row_number() over (
           partition by l.person_id, t.income_kind, t.employer_number, t.month, t.income_fen
           order by t.record_number nulls last, t.record_key) as copy
  from standardised."税务_扣缴明细" as t
  join linked.record_link as l on l.record_key = t.record_key
  left join permitted as p on p.person_id = l.person_id
  where (p.person_id is not null or may_screen('税务_扣缴明细'))
    and (t.income_kind in ('工资薪金所得', '劳务报酬所得') or t.income_kind is null)
),
annual as (
  select l.person_id, '税务_个人所得' as extract, t.record_key, t.record_number, l.link_tier, 'annual' as basis,
         t.income_fen as amount_fen, t.year::varchar || '-12' as month, t.year, t.income_kind,
         row_number() over (
           partition by l.person_id, t.income_kind, t.employer_number, t.year, t.months_employed, t.income_fen
           order by t.record_number nulls last, t.record_key) as copy
  from standardised."税务_个人所得" as t
  join linked.record_link as l on l.record_key = t.record_key
  left join permitted as p on p.person_id = l.person_id
  where (p.person_id is not null or may_screen('税务_个人所得'))
    and (t.income_kind in ('工资薪金所得', '劳务报酬所得') or t.income_kind is null)
),
received as (
  select distinct person_id, year, income_kind from receipts
),
judged as (
  select a.person_id, a.extract, a.record_key, a.record_number, a.link_tier, a.basis, a.amount_fen, a.month,
         case when a.copy > 1 then 'duplicate_record'
              when a.amount_fen is null then 'no_amount'
              when r.person_id is not null then 'monthly_receipts_win' end as reason_not_counted
  from annual as a
  left join received as r
    on r.person_id = a.person_id and r.year = a.year and r.income_kind is not distinct from a.income_kind
  union all
  select person_id, extract, record_key, record_number, link_tier, basis, amount_fen, month,
         case when copy > 1 then 'duplicate_record' when amount_fen is null then 'no_amount' end
  from receipts
)
select person_id, 'income_wage' as item_code, extract, record_key, record_number, link_tier, basis,
       null::bigint as unit_key, null::integer as quantity, amount_fen, month, null::date as as_of_date,
       null::date as valid_from, null::date as valid_to,
       reason_not_counted is null as is_counted, reason_not_counted is null as is_countable, reason_not_counted
from judged
