-- 非居住类不动产: 住宅以外的产权证数
select 'asset_nonresidential' as item_code, '不动产_权利人' as extract, t.record_key, t.record_number,
       'point' as basis, t.use as kind, t.title_number as unit_text, 1 as quantity, t.share,
       case when t.use is null then 'unknown_use'
            when in_list('dwelling_uses', t.use) then 'other_use' end as refused
from standardised."不动产_权利人" as t
