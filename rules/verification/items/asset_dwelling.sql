-- 住房: 住宅产权,共有人同证只计一次,份额相加;已网签而未登记的算一套,登记之后不再重复计(登记在家里别人名下的也是);公房承租只列示
with registered as (
  -- 网签的坐落已经登记的
  select distinct t.id_number, t.property_address, t.title_number
  from standardised."不动产_权利人" as t
  where t.property_address in (
      select p.property_address from standardised."不动产_网签备案" as p where p.property_address is not null)
    and in_list('dwelling_uses', t.use)
),
titled as (
  select distinct id_number, property_address from registered where id_number is not null
),
placed as (
  select property_address, min(title_number) as title_number
  from registered
  group by property_address
  having count(distinct title_number) = 1
)
select 'asset_dwelling' as item_code, '不动产_权利人' as extract, t.record_key, t.record_number, 'point' as basis,
       t.use as kind, t.title_number as unit_text, 1 as quantity, t.share, null::date as as_of_date,
       case when t.use is null then 'unknown_use'
            when not in_list('dwelling_uses', t.use) then 'other_use' end as refused
from standardised."不动产_权利人" as t
union all
select 'asset_dwelling', '不动产_网签备案', t.record_key, t.record_number, 'point', '网签',
       coalesce(d.title_number, t.contract_number), 1, null,
       t.filed_date,
       case when param_text('presale_counts') <> 'yes' then 'presale'
            when t.filed_date > as_of() then 'outside_window'
            when h.id_number is not null then 'registered_since' end
from standardised."不动产_网签备案" as t
left join titled as h on h.id_number = t.id_number and h.property_address = t.property_address
left join placed as d on d.property_address = t.property_address
union all
select 'asset_dwelling', '住建_公房租赁', t.record_key, t.record_number, 'register', '公房', null, null, null, null,
       'public_tenancy'
from standardised."住建_公房租赁" as t
