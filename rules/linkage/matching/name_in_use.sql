-- 全部不同的姓名写法,按字面次序编号
with written as (
    select name_text from id_name
    union
    select name_text from standardised.record where id_number is null
    union
    select former_name from standardised.record where former_name is not null
)
select (row_number() over (order by name_text))::integer as name_id, name_text
from written
where name_text is not null
