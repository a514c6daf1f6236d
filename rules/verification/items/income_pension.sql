-- 养老金是在发月标准: 锚定月在发即按月标准计,不除以十二
with permitted as (
  select distinct person_id
  from verified.permission
  where line = '人社' and is_permitted
),
found as (
  select l.person_id, t.record_key, t.record_number, l.link_tier, t.pension_fen as amount_fen, t.month as month,
         null::date as valid_from, last_day(first_day(month_shift(t.month, param('rate_in_payment_months')))) as valid_to, null::varchar as refused,
         row_number() over (
           partition by l.person_id, t.benefit_kind, t.month, t.pension_fen
           order by t.record_number nulls last, t.record_key) as copy
  from standardised."人社_养老待遇" as t
  join linked.record_link as l on l.record_key = t.record_key
  left join permitted as p on p.person_id = l.person_id
  where p.person_id is not null or may_screen('人社_养老待遇')
),
judged as (
  select person_id, record_key, record_number, link_tier, amount_fen, month, valid_from, valid_to,
         case when copy > 1 then 'duplicate_record'
              when amount_fen is null then 'no_amount'
              else refused end as reason_not_counted
  from found
)
select person_id, 'income_pension' as item_code, '人社_养老待遇' as extract, record_key, record_number, link_tier,
       'rate' as basis, null::bigint as unit_key, null::integer as quantity, amount_fen, month,
       null::date as as_of_date, valid_from, valid_to,
       reason_not_counted is null as is_counted, reason_not_counted is null as is_countable, reason_not_counted
from judged
