-- 失业保险金是在发月标准: 登记失业且未到截止年月的,按月标准计
with permitted as (
  select distinct person_id
  from verified.permission
  where line = '人社' and is_permitted
),
found as (
  select l.person_id, t.record_key, t.record_number, l.link_tier, t.unemployment_benefit_fen as amount_fen, null::varchar as month,
         t.registered_date as valid_from, last_day(first_day(t.benefit_until_month)) as valid_to, case when t.status is distinct from '登记失业' then 'not_in_payment' end as refused,
         row_number() over (
           partition by l.person_id, t.registered_date, t.benefit_until_month, t.status, t.unemployment_benefit_fen
           order by t.record_number nulls last, t.record_key) as copy
  from standardised."人社_失业登记" as t
  join linked.record_link as l on l.record_key = t.record_key
  left join permitted as p on p.person_id = l.person_id
  where p.person_id is not null or may_screen('人社_失业登记')
),
judged as (
  select person_id, record_key, record_number, link_tier, amount_fen, month, valid_from, valid_to,
         case when copy > 1 then 'duplicate_record'
              when amount_fen is null then 'no_amount'
              else refused end as reason_not_counted
  from found
)
select person_id, 'income_unemployment' as item_code, '人社_失业登记' as extract, record_key, record_number, link_tier,
       'rate' as basis, null::bigint as unit_key, null::integer as quantity, amount_fen, month,
       null::date as as_of_date, valid_from, valid_to,
       reason_not_counted is null as is_counted, reason_not_counted is null as is_countable, reason_not_counted
from judged
