-- 首六位少见: 已知的人中千人不到一人的证件号以此开头
with known as (
    select distinct e from entity_name where e > 0
),
everybody as (
    select greatest(count(*), (select least_population from threshold)) as people from known
)
select (known.e // 100000000000)::integer as area
from known, everybody
group by area, everybody.people
having count(*) * 1000 <= everybody.people
