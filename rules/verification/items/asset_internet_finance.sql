-- 互联网金融资产: 没有单独送来的提取;银行产品中列为互联网金融的,按余额计
select 'asset_internet_finance' as item_code, '银行_账户余额' as extract, t.record_key, t.record_number,
       'point' as basis, t.product as kind, t.account_number as unit_text, t.balance_fen as amount_fen, t.as_of_date
from standardised."银行_账户余额" as t
where in_list('internet_finance_products', t.product)
