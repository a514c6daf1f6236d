-- 可作替身的记录: 同一来源、证件号可凭的;多则按证件号抽
with wanted as (
    select extract, sum(copies_wanted)::bigint as shadows from shadow_subject group by extract
),
share as (
    select extract, greatest(1, count(*) // (any_value(wanted.shadows) * 8))::ubigint as one_in
    from standardised.record
    join wanted using (extract)
    where id_number is not null
    group by extract
),
company as (
    select home from register_home group by home having count(distinct id_key) > 1
),
housed as (
    select distinct register_home.id_key from register_home semi join company using (home)
),
record as (
    select record.*, left(record.id_number, 17)::bigint as id_key
    from standardised.record
    join share using (extract)
    anti join contradicted using (record_key)
    where record.id_number is not null and hash(record.id_number, record.extract) % share.one_in = 0
),
total as (
    select id_key, sum(records)::integer as total from id_name semi join record using (id_key) group by id_key
)
select
    record.record_key, record.extract, record.id_number, record.id_key, record.name_text,
    year(record.birth_date) * 10000 + month(record.birth_date) * 100 + day(record.birth_date) as birth,
    case record.sex_code when '1' then 1 when '2' then 2 end::tinyint as sex,
    record.phone, record.address, record.application_number as application, record.shared_number as shared,
    record.register_household_number as home,
    total.total, housed.id_key is not null as has_company, coalesce(name.has_wildcard, false) as has_wildcard,
    (coalesce(name.length, 0) > 0)::integer + 2 * (record.birth_date is not null)::integer
        + 4 * (coalesce(record.sex_code, '') in ('1', '2'))::integer + 8 * (record.phone is not null)::integer
        + 16 * (record.address is not null)::integer + 32 * (record.application_number is not null)::integer
        + 64 * (record.shared_number is not null)::integer
        + 128 * (record.register_household_number is not null)::integer as told,
    count(*) over (
        partition by
            record.extract, record.id_number, record.name_text, record.birth_date, record.sex_code, record.phone,
            record.address, record.application_number, record.shared_number
    )::integer as copies
from record
join total using (id_key)
left join housed using (id_key)
left join name on name.name_text = record.name_text
