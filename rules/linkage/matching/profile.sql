-- 待链接的写法: 残余记录各组一行(q 从 1 起,按首条记录),再加遮号自测的样本与质量自测的替身
with grouped as (
    select
        first_key, count(*)::integer as records, case when min(extract) = max(extract) then min(extract) end as extract
    from residual_group
    group by first_key
),
together as (
    select
        residual.* exclude (record_key, extract, record_number), grouped.first_key, grouped.records, grouped.extract,
        false as is_lone
    from grouped
    join residual on residual.record_key = grouped.first_key
    union all by name
    select masked_sample.* exclude (record_key), null::bigint as first_key
    from masked_sample
    union all by name
    select
        false as is_register, 3::tinyint as kind, held, name_text, id_text, birth, sex, phone, address, home, application,
        shared, records, extract, shadow_of, number as shadow_number, donor_key, borrowed, is_lone
    from shadow
),
worn_out as (
    -- 许多不同姓名共用的残号,整体不作凭据(照抄的首尾几位仍作数)
    select id_text
    from together
    where id_text is not null and kind <> 3
    group by id_text
    having count(distinct name_text) >= (select crowded_names from threshold)
),
numbered as (
    select
        row_number() over (order by kind = 3, first_key, shadow_of, shadow_number, held)::integer as q, *,
        id_text in (from worn_out) as is_worn_out
    from together
)
select
    numbered.q, numbered.first_key, numbered.records, numbered.kind, numbered.held, numbered.is_register,
    numbered.extract, numbered.is_lone, numbered.shadow_of, numbered.shadow_number, numbered.donor_key, numbered.borrowed,
    name.name_id, former.name_id as former_id, coalesce(numbered.birth, id_part.birth) as birth, numbered.sex,
    try_cast(right(regexp_replace(numbered.phone, '[^0-9]', '', 'g'), 11) as bigint) as phone,
    numbered.address, case when numbered.home is not null then hash(numbered.home) end as home,
    case when numbered.application is not null then hash(numbered.application) end as application,
    case when numbered.shared is not null then hash(numbered.shared) end as shared,
    case when not numbered.is_worn_out then numbered.id_text end as id_text,
    case when not numbered.is_worn_out then id_part.digits end as id_digits,
    case when not numbered.is_worn_out or id_part.is_certain then id_part.head end as id_head,
    id_part.tail as id_tail, coalesce(id_part.is_certain, false) as is_certain
from numbered
left join id_part using (id_text)
left join name on name.name_text = numbered.name_text and name.length > 0
left join name as former on former.name_text = numbered.former_name and former.length > 0
