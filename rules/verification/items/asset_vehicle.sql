-- 机动车: 登记状态正常的车辆数,报废注销与转出不算;残疾人专用车不计入限额,没有申报也不算少报
select 'asset_vehicle' as item_code, '车管_机动车' as extract, t.record_key, t.record_number, 'point' as basis,
       t.use as kind, t.plate as unit_text, 1 as quantity,
       case when t.status is null then 'unknown_status'
            when not in_list('vehicle_states', t.status) then 'not_held' end as refused,
       coalesce(in_list('vehicle_uses_exempt', t.use), false) as is_exempt
from standardised."车管_机动车" as t
