-- 商业保险: 查询时点保单现金价值之和,同一保单只计一次
select 'asset_insurance' as item_code, '证券_保险现金价值' as extract, t.record_key, t.record_number, 'point' as basis,
       t.policy_number as unit_text, t.cash_value_fen as amount_fen, t.as_of_date
from standardised."证券_保险现金价值" as t
