-- 失业保险金是在发月标准: 登记失业且未到截止年月的,按月标准计
select 'income_unemployment' as item_code, '人社_失业登记' as extract, t.record_key, t.record_number, 'rate' as basis,
       t.unemployment_benefit_fen as amount_fen, t.registered_date as valid_from,
       last_day(first_day(t.benefit_until_month)) as valid_to,
       case when t.status is distinct from '登记失业' then 'not_in_payment' end as refused,
       hash(t.registered_date, t.benefit_until_month, t.status, t.unemployment_benefit_fen) as likeness
from standardised."人社_失业登记" as t
