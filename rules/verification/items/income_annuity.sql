-- 企业年金是在发月标准: 锚定月在发即按月标准计;送来几个月的,只按最近一月
select 'income_annuity' as item_code, '人社_企业年金' as extract, t.record_key, t.record_number, 'rate' as basis,
       t.annuity_fen as amount_fen, t.month,
       last_day(first_day(month_shift(t.month, param('rate_in_payment_months')))) as valid_to,
       hash(t.month, t.annuity_fen) as likeness
from standardised."人社_企业年金" as t
