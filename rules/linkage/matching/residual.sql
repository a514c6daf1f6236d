-- 证件号定不了人的记录:
-- 无有效证件号(0)、姓名与持证人不相容或只是相近而生日不是一人的(1)、孤证且生日与证件不符或末三位是零(2)、裁定须拆出(4);第二条户籍记录同(1)
with doubted as (
    -- is_another_birth: 所填生日与证件年份差得多、月日也不同(算在连接之前: 写进连接条件即成逐对比较)
    select
        *,
        abs(birth // 10000 - (id_key // 10000000) % 10000) > (select borrowed_years from threshold)
        and birth % 10000 <> (id_key // 1000) % 10000 as is_another_birth
    from looked_at
)
select
    doubted.record_key, doubted.extract, doubted.record_number,
    doubted.extract = '公安_户籍人口' as is_register,
    case
        when doubted.id_key is null or conflict.is_placeholder then 0
        when ejected.record_key is not null then 4
        when conflict.id_key is not null or second_entry.record_key is not null then 1
        when alike_name.id_key is not null and doubted.is_another_birth then 1
        else 2
    end::tinyint as kind,
    case when conflict.is_placeholder then null else doubted.id_key end as held,
    doubted.name_text,
    case
        when doubted.id_key is null and doubted.id_status not in ('missing', 'dummy') then doubted.id_text
        when lone_id.id_key is not null and doubted.id_number like '%000' then doubted.id_number
    end as id_text,
    doubted.birth,
    doubted.sex,
    doubted.phone, doubted.address, doubted.former_name,
    doubted.register_household_number as home, doubted.application_number as application,
    doubted.shared_number as shared
from doubted
left join conflict on conflict.id_key = doubted.id_key and conflict.name_text = doubted.name_text
left join lone_id on lone_id.id_key = doubted.id_key
left join alike_name on alike_name.id_key = doubted.id_key and alike_name.name_text = doubted.name_text
left join ejected on ejected.record_key = doubted.record_key
left join second_entry on second_entry.record_key = doubted.record_key
where doubted.id_key is null
or conflict.id_key is not null
or ejected.record_key is not null
or second_entry.record_key is not null
or (alike_name.id_key is not null and doubted.is_another_birth)
or (lone_id.id_key is not null and (
    doubted.birth <> (doubted.id_key // 1000) % 100000000 or doubted.id_number like '%000'
))
