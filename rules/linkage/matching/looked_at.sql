-- 要细看的记录,一遍取齐: 无有效证件号的、证件号须细看的、裁定须拆出的、第二条户籍,以及遮号自测抽中的(is_sampled)
with record as (
    select *, coalesce(hash(id_number) % (select one_in from sample_share) = 0, false) as is_sampled
    from standardised.record
)
select
    *, left(id_number, 17)::bigint as id_key,
    year(birth_date) * 10000 + month(birth_date) * 100 + day(birth_date) as birth,
    case sex_code when '1' then 1 when '2' then 2 end::tinyint as sex
from record
where id_number is null
or is_sampled
or id_number in (select id_number from suspect_id)
or record_key in (select record_key from ejected)
or record_key in (select record_key from second_entry)
