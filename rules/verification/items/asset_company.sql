-- 工商登记: 存续企业中的任职或持股,同一企业只计一次
select 'asset_company' as item_code, '市监_企业人员' as extract, t.record_key, t.record_number, 'point' as basis,
       t.role as kind, t.company_number as unit_text, 1 as quantity,
       case when t.status is null then 'unknown_status'
            when not in_list('company_states', t.status) then 'not_held' end as refused
from standardised."市监_企业人员" as t
