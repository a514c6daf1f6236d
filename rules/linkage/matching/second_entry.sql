-- 同一证件号有不止一条户籍记录而写的不是同一人: 只认一条,其余拆出
with twice as (
    select id_number from id_name group by id_number having sum(register_records) > 1
),
entry as (
    select
        record.record_key, record.id_number, name.folded, record.birth_date,
        (left(record.id_number, 17)::bigint, record.name_text) in (select (id_key, name_text) from conflict) as is_other,
        strftime(record.birth_date, '%Y%m%d') = substr(record.id_number, 7, 8) as is_birth_of_id
    from standardised.record
    semi join twice using (id_number)
    left join name using (name_text)
    where record.extract = '公安_户籍人口'
),
ranked as (
    select
        *,
        first_value(folded) over ordered as first_folded, first_value(birth_date) over ordered as first_birth
    from entry
    window ordered as (
        partition by id_number
        order by is_other, is_birth_of_id desc nulls last, folded nulls last, birth_date nulls last, record_key
    )
)
select record_key
from ranked
where (folded, birth_date) is distinct from (first_folded, first_birth)
