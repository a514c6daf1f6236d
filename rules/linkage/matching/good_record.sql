-- 证件号与姓名相容的记录中可作佐证的各栏,同值合并
select
    left(id_number, 17)::bigint as e, extract = '公安_户籍人口' as is_register, phone, address,
    register_household_number as home, application_number as application, shared_number as shared,
    count(*)::integer as records
from standardised.record
anti join residual using (record_key)
where id_number is not null
and (
    extract = '公安_户籍人口' or phone is not null or address is not null or application_number is not null
    or hash(shared_number) in (select shared from profile where shared is not null)
)
group by all
