-- 机动车: 登记状态正常的车辆数,报废注销与转出不算;残疾人专用车、写明不计的购置价或车龄以内的不计入限额,没有申报也不算少报
select 'asset_vehicle' as item_code, '车管_机动车' as extract, t.record_key, t.record_number, 'point' as basis,
       t.use as kind, replace(t.plate, '-', '') as unit_text, 1 as quantity,
       case when t.status is null then 'unknown_status'
            when not in_list('vehicle_states', t.status) then 'not_held' end as refused,
       coalesce(in_list('vehicle_uses_exempt', t.use), false)
         -- 没有写购置价、登记日期的,不凭这一辆说超过
         or (param('vehicle_price_exempt') is not null and coalesce(t.price_fen <= param('vehicle_price_exempt'), true))
         or (param('vehicle_years_exempt') is not null
             and coalesce(date_sub('year', t.first_registered_date, as_of()) >= param('vehicle_years_exempt'), true)) as is_exempt
from standardised."车管_机动车" as t
