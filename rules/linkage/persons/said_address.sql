-- 每人说过的地址,按可信的次序:
-- 实有人口、最新有效申请、其他申请、在册、残联现住址、户籍、其余(事发地、坐落不算)
with ranked as (
    select
        record_node.node, resident.address, 1 as source, resident.registered_date as said_date,
        resident.street_code, resident.committee_code
    from standardised."公安_实有人口" as resident
    join record_node using (record_key)
    where record_node.extract = '公安_实有人口'
    union all
    select newest_application.node, live_application.address, 2, live_application.accepted_date,
        live_application.street_code, live_application.committee_code
    from newest_application
    join live_application using (application_number)
    union all
    select
        record_node.node, record_node.address,
        case record_node.extract
            when '民政_救助申请' then 3 when '民政_低保在册' then 4 when '残联_持证残疾人' then 5 when '公安_户籍人口' then 6 else 7
        end,
        null, null, null
    from record_node
    where record_node.address is not null and record_node.extract not in (
        '公安_实有人口', '应急_灾害事故', '不动产_权利人', '不动产_网签备案', '住建_公房租赁'
    )
)
select node, address, source, said_date, street_code, committee_code
from ranked
where address is not null or street_code is not null
