-- 无证件号的人以户籍记录号为锚,否则以最小的来源与记录号为锚
with record as (
    select
        residual_node.node, residual.extract, residual.record_key,
        coalesce(
            residual.record_number,
            '无号' || md5(concat_ws('|', residual.name_text, residual.id_text, residual.birth, residual.phone, residual.address))
        ) as record_number
    from residual_node
    join residual using (record_key)
    where residual_node.node < 0
),
anchored as (
    select
        node, min(record_key) as first_key,
        coalesce(
            min('register:' || record_number) filter (where extract = '公安_户籍人口'),
            min('record:' || extract || ':' || record_number)
        ) as anchor
    from record
    group by node
)
select
    node,
    anchor || case row_number() over (partition by anchor order by first_key)
        when 1 then '' else '/' || row_number() over (partition by anchor order by first_key) end as anchor
from anchored
