-- 候选实体的出生日期与性别: 证件号所载,残余写法所填
select distinct
    e, ((e // 1000) % 100000000)::integer as birth, case when e % 2 = 1 then 1 else 2 end::tinyint as sex,
    null::varchar as id_text
from candidate
where e > 0
union all
select -q, birth, sex, coalesce(id_text, '') from profile where kind <> 3
