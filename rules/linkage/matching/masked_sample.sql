-- 遮号自测: 每个抽中的证件号取一种写法的记录,装作没有证件号,看能否找回本人;
-- 除此写法别无记录的也算(is_lone),看会不会错认他人
with total as (
    select id_key, sum(records) as total
    from id_name
    where hash(id_number) % (select one_in from sample_share) = 0
    group by id_key
),
written as (
    select
        record.id_key, record.name_text, record.birth_date, record.sex_code, record.birth, record.sex, record.phone, record.address,
        record.application_number, record.shared_number, total.total, count(*)::integer as records,
        min(record.record_key) as donor_key,
        case when min(record.extract) = max(record.extract) then min(record.extract) end as extract
    from looked_at as record
    join total using (id_key)
    anti join contradicted using (record_key)
    where record.is_sampled and record.extract <> '公安_户籍人口'
    group by all
)
select
    null::bigint as record_key, false as is_register, 3::tinyint as kind, id_key as held, name_text,
    null::varchar as id_text, birth, sex,
    phone, address, null::varchar as former_name, null::varchar as home, application_number as application,
    shared_number as shared, records, extract, donor_key, records = total as is_lone
from written
qualify row_number() over (
    partition by id_key
    order by
        hash(name_text, birth_date, sex_code, phone, address, application_number, shared_number),
        name_text, birth_date, sex_code, phone, address, application_number, shared_number
) = 1
