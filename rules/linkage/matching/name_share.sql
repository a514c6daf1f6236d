-- 同一姓名(折合异体)有多少实体
with holders as (
    select name.folded, count(distinct entity_name.e) as holders
    from entity_name
    join name using (name_id)
    group by all
)
select
    folded,
    case
        when (holders - 0.5) * 1000 >= entities then 11
        when (holders - 0.5) * 10000 >= entities then 12
        when (holders - 0.5) * 100000 >= entities then 13
        else 14
    end::tinyint as same_level
from holders, (select greatest(count(distinct e), 1) as entities from entity_name)
