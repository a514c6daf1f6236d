-- 待链接的写法: 残余记录各组一行(q 从 1 起,按首条记录),再加遮号自测的样本
with grouped as (
    select first_key, count(*)::integer as records
    from residual_group
    group by first_key
),
together as (
    select residual.* exclude (record_key, extract, record_number), grouped.first_key, grouped.records
    from grouped
    join residual on residual.record_key = grouped.first_key
    union all by name
    select masked_sample.* exclude (record_key), null::bigint as first_key
    from masked_sample
),
worn_out as (
    -- 许多不同姓名共用的残号,不作凭据
    select id_text
    from together
    where id_text is not null
    group by id_text
    having count(distinct name_text) >= (select crowded_names from threshold)
),
numbered as (
    select
        row_number() over (order by kind = 3, first_key, held)::integer as q,
        * replace (case when id_text in (from worn_out) then null else id_text end as id_text)
    from together
)
select
    numbered.q, numbered.first_key, numbered.records, numbered.kind, numbered.held, numbered.is_register,
    name.name_id, former.name_id as former_id, numbered.birth, numbered.sex,
    try_cast(right(regexp_replace(numbered.phone, '[^0-9]', '', 'g'), 11) as bigint) as phone,
    numbered.address, case when numbered.home is not null then hash(numbered.home) end as home,
    case when numbered.application is not null then hash(numbered.application) end as application,
    case when numbered.shared is not null then hash(numbered.shared) end as shared, numbered.id_text,
    case
        when regexp_matches(numbered.id_text, '^[0-9]{20}') then left(numbered.id_text, 18)
        when regexp_matches(numbered.id_text, '^[0-9]{16,18}[0-9X]$') then numbered.id_text
    end as id_digits,
    case when length(regexp_extract(numbered.id_text, '^[0-9]+')) >= 14 and numbered.id_text not like '0000%'
        then left(numbered.id_text, 14)::bigint end as id_birth_part,
    case when length(regexp_replace(numbered.id_text, '[^0-9]', '', 'g')) >= 7 and numbered.id_text not like '0000%'
        then regexp_extract(numbered.id_text, '^[0-9]*') end as id_head,
    case when contains(numbered.id_text, '*') then regexp_extract(numbered.id_text, '[0-9X]*$') end as id_tail
from numbered
left join name on name.name_text = numbered.name_text and name.length > 0
left join name as former on former.name_text = numbered.former_name and former.length > 0
