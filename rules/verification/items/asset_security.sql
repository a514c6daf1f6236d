-- 证券: 查询时点全部账户市值之和,同一账户只计一次
select 'asset_security' as item_code, '证券_持仓' as extract, t.record_key, t.record_number, 'point' as basis,
       t.account_number as unit_text, t.market_value_fen as amount_fen, t.as_of_date
from standardised."证券_持仓" as t
