-- 证件号定不了人的记录: 无有效证件号(0)、姓名与持证人不相容(1)、孤证且生日与证件不符(2)、裁定须拆出(4)
with record as (
    select *, left(id_number, 17)::bigint as id_key
    from standardised.record
)
select
    record.record_key, record.extract = '公安_户籍人口' as is_register,
    case
        when record.id_key is null or conflict.is_placeholder then 0
        when ejected.record_key is not null then 4
        when conflict.id_key is not null then 1
        else 2
    end::tinyint as kind,
    case when conflict.is_placeholder then null else record.id_key end as held,
    record.name_text,
    case
        when record.id_key is null and record.id_status <> 'missing'
            and replace(record.id_text, left(record.id_text, 1), '') <> ''
            and not contains('123456789012345678901234567890', record.id_text)
        then upper(record.id_text)
    end as id_text,
    year(record.birth_date) * 10000 + month(record.birth_date) * 100 + day(record.birth_date) as birth,
    case record.sex_code when '1' then 1 when '2' then 2 end::tinyint as sex,
    record.phone, record.address, record.former_name,
    record.register_household_number as home, record.application_number as application,
    record.shared_number as shared
from record
left join conflict on conflict.id_key = record.id_key and conflict.name_text = record.name_text
left join lone_id on lone_id.id_key = record.id_key
left join ejected on ejected.record_key = record.record_key
where record.id_key is null
or conflict.id_key is not null
or ejected.record_key is not null
or (
    lone_id.id_key is not null
    and year(record.birth_date) * 10000 + month(record.birth_date) * 100 + day(record.birth_date)
    <> (record.id_key // 1000) % 100000000
)
