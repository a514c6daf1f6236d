-- 证件号定不了人的记录:
-- 无有效证件号(0)、姓名与持证人不相容或只是相近而生日不是一人的(1)、孤证且生日与证件不符或末三位是零(2)、裁定须拆出(4);第二条户籍记录同(1)
with doubted as (
    select
        *, left(id_number, 17)::bigint as id_key,
        year(birth_date) * 10000 + month(birth_date) * 100 + day(birth_date) as birth
    from standardised.record
    where id_number is null
    or id_number in (select id_number from suspect_id)
    or record_key in (select record_key from ejected)
    or record_key in (select record_key from second_entry)
),
looked_at as (
    -- is_another_birth: 所填生日与证件年份差得多、月日也不同(算在连接之前: 写进连接条件即成逐对比较)
    select
        *,
        abs(birth // 10000 - (id_key // 10000000) % 10000) > (select borrowed_years from threshold)
        and birth % 10000 <> (id_key // 1000) % 10000 as is_another_birth
    from doubted
)
select
    looked_at.record_key, looked_at.extract, looked_at.record_number,
    looked_at.extract = '公安_户籍人口' as is_register,
    case
        when looked_at.id_key is null or conflict.is_placeholder then 0
        when ejected.record_key is not null then 4
        when conflict.id_key is not null or second_entry.record_key is not null then 1
        when alike_name.id_key is not null and looked_at.is_another_birth then 1
        else 2
    end::tinyint as kind,
    case when conflict.is_placeholder then null else looked_at.id_key end as held,
    looked_at.name_text,
    case
        when looked_at.id_key is null and looked_at.id_status not in ('missing', 'dummy') then looked_at.id_text
        when lone_id.id_key is not null and looked_at.id_number like '%000' then looked_at.id_number
    end as id_text,
    looked_at.birth,
    case looked_at.sex_code when '1' then 1 when '2' then 2 end::tinyint as sex,
    looked_at.phone, looked_at.address, looked_at.former_name,
    looked_at.register_household_number as home, looked_at.application_number as application,
    looked_at.shared_number as shared
from looked_at
left join conflict on conflict.id_key = looked_at.id_key and conflict.name_text = looked_at.name_text
left join lone_id on lone_id.id_key = looked_at.id_key
left join alike_name on alike_name.id_key = looked_at.id_key and alike_name.name_text = looked_at.name_text
left join ejected on ejected.record_key = looked_at.record_key
left join second_entry on second_entry.record_key = looked_at.record_key
where looked_at.id_key is null
or conflict.id_key is not null
or ejected.record_key is not null
or second_entry.record_key is not null
or (alike_name.id_key is not null and looked_at.is_another_birth)
or (lone_id.id_key is not null and (
    looked_at.birth <> (looked_at.id_key // 1000) % 100000000 or looked_at.id_number like '%000'
))
