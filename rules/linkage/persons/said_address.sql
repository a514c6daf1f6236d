-- 每人说过的地址,按可信的次序: 实有人口、最新有效申请、其他申请、在册、户籍、其余
with ranked as (
    select record_node.node, record.address, 1 as source, resident.registered_date as said_date,
        resident.street_code, resident.committee_code, record.record_key
    from standardised."公安_实有人口" as resident
    join standardised.record using (record_key)
    join record_node using (record_key)
    union all
    select newest_application.node, live_application.address, 2, live_application.accepted_date,
        live_application.street_code, live_application.committee_code, live_application.record_key
    from newest_application
    join live_application using (application_number)
    union all
    select
        record_node.node, record.address,
        case record.extract when '民政_救助申请' then 3 when '民政_低保在册' then 4 when '公安_户籍人口' then 5 else 6 end,
        null, null, null, record.record_key
    from standardised.record
    join record_node using (record_key)
    where record.address is not null and record.extract <> '公安_实有人口'
)
select node, address, source, said_date, street_code, committee_code, record_key
from ranked
where address is not null or street_code is not null
