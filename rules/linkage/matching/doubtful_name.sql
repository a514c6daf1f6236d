-- 一个证件号下有不止一种姓名: 待辨
with doubtful as (
    select id_key, count(*) as names, sum(register_records) as register_records
    from held_name
    group by id_key
    having min(folded) <> max(folded)
)
select held_name.*, doubtful.names, doubtful.register_records > 0 as is_registered
from held_name
join doubtful using (id_key)
