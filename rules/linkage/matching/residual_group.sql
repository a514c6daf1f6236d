-- 写法完全相同且有凭可依的残余记录合为一组;只有姓名的、户籍的、裁定点名的,各自一组
with marked as (
    select
        residual.*,
        case
            when is_register or kind = 4 or named.record_key is not null
                or coalesce(
                    birth::varchar, phone, address, home, application, shared, held::varchar,
                    case when regexp_matches(id_text, '^[0-9]{15,}X?$') then id_text end
                ) is null
            then record_key
            else -1
        end as alone
    from residual
    left join named using (record_key)
)
select
    record_key, extract,
    min(record_key) over (
        partition by alone, kind, held, name_text, id_text, birth, sex, phone, address, home, application, shared
    ) as first_key
from marked
