-- 存款: 查询时点全部账户余额之和,同一账户只计一次;列为互联网金融的产品另计
select 'asset_deposit' as item_code, '银行_账户余额' as extract, t.record_key, t.record_number, 'point' as basis,
       t.product as kind, t.account_number as unit_text, t.balance_fen as amount_fen, t.as_of_date
from standardised."银行_账户余额" as t
where not coalesce(in_list('internet_finance_products', t.product), false)
