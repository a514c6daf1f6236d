-- 替身按来源与人群分组: 民族姓名、生僻字、外来(证件号首次登记地不是本地最常见的省份)、年龄段、性别
with home_province as (
    select mode(id_key // 1000000000000000) as province from id_name
),
named as (
    select q, bool_or(is_ethnic) as is_ethnic, bool_or(is_rare) as is_rare
    from rare_name
    group by q
),
person as (
    select
        shadow_query.q, shadow_query.extract, coalesce(named.is_ethnic, false) as is_ethnic,
        coalesce(named.is_rare, false) as is_rare,
        shadow_query.id_key // 1000000000000000 <> (select province from home_province) as is_migrant,
        age_on(try_strptime(((shadow_query.id_key // 1000) % 100000000)::varchar, '%Y%m%d')::date, as_of()) as age,
        case when shadow_query.id_key % 2 = 1 then '1' else '2' end as sex_code
    from shadow_query
    left join named using (q)
)
select q, 'all' as group_kind, 'all' as group_code from person
union all select q, 'extract', extract from person
union all select q, 'ethnic_name', if(is_ethnic, 'yes', 'no') from person
union all select q, 'rare_character', if(is_rare, 'yes', 'no') from person
union all select q, 'migrant', if(is_migrant, 'yes', 'no') from person
union all select q, 'sex', sex_code from person
union all
select
    q, 'age_band', case when age < param('child_age') then 'child' when age < param('elderly_age') then 'adult' else 'elderly' end
from person
where age is not null
