-- 养老金是在发月标准: 锚定月在发即按月标准计,不除以十二;同一待遇送来几个月的,只按最近一月
select 'income_pension' as item_code, '人社_养老待遇' as extract, t.record_key, t.record_number, 'rate' as basis,
       t.benefit_kind as kind, t.pension_fen as amount_fen, t.month,
       last_day(first_day(month_shift(t.month, param('rate_in_payment_months')))) as valid_to,
       hash(t.benefit_kind, t.month, t.pension_fen) as likeness
from standardised."人社_养老待遇" as t
