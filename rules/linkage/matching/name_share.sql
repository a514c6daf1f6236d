-- 同一姓名(折合异体)有多少人叫: 有证件号或户籍的算一人,其余约四条记录算一人
with weighed as (
    select
        entity_name.e, name.folded,
        case when entity_name.e > 0 or registered.e is not null then 1.0 else 0.25 end as person
    from entity_name
    join name using (name_id)
    left join registered on registered.e = entity_name.e
),
held as (
    select folded, person, count(distinct e) as holders
    from weighed
    group by folded, person
),
counted as (
    select folded, sum(person * holders) as holders, coalesce(sum(holders) filter (where person = 1.0), 0)::integer as bearers
    from held
    group by folded
),
everybody as (
    select
        greatest(
            count(distinct e) filter (where person = 1.0) + 0.25 * count(distinct e) filter (where person < 1.0),
            (select least_population from threshold)
        ) as people
    from weighed
)
select
    folded, bearers,
    case
        when (holders - 0.5) * 1000 >= people then 11
        when (holders - 0.5) * 3000 >= people then 12
        when (holders - 0.5) * 10000 >= people then 13
        when (holders - 0.5) * 30000 >= people then 14
        when (holders - 0.5) * 100000 >= people then 15
        else 16
    end::tinyint as same_level
from counted, everybody
