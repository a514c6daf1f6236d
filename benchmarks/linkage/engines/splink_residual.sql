-- Who holds each valid id: the name of its register entry, else the one most of its records carry
create table held as
with counted as (
    select *, count(*) over (partition by id_number, folded) as records
    from record
    where id_number is not null and folded is not null
)
select id_number, name_text, length, is_long, folded, sound, parts, surname_sound, given, c1, c2, c3, c4, has_wildcard
from counted
qualify row_number() over (
    partition by id_number
    order by extract = '公安_户籍人口' desc, has_wildcard, records desc, folded, name_text
) = 1;

create table former as
select distinct id_number, former_name from record where id_number is not null and former_name is not null;

-- Records whose name contradicts the holder's and every former name: their id is rather borrowed
create table contradicting as
select r.unique_id
from record as r
join held as h using (id_number)
where r.folded is not null and not r.has_wildcard and not h.has_wildcard
    and r.folded <> h.folded and r.sound <> h.sound and r.parts <> h.parts
    and not (r.length = h.length
        and (r.c1 <> h.c1)::int + (r.c2 <> h.c2)::int + (r.c3 <> h.c3)::int + (r.c4 <> h.c4)::int = 1)
    and not (r.is_long and h.is_long and r.c1 = h.c1 and r.c2 = h.c2 and r.c3 = h.c3 and r.c4 = h.c4)
    and not exists (from former as f where f.id_number = r.id_number and f.former_name = r.name_text);

-- Entities: one per valid id, with everything its own records say; and register entries without an id
create table entity as
with own as (
    select r.* from record as r where r.id_number is not null and r.unique_id not in (from contradicting)
),
told as (
    select id_number,
        list(distinct phone) filter (where phone is not null) as phones,
        list(distinct door) filter (where door is not null) as doors,
        list(distinct building) filter (where building is not null) as buildings,
        list(distinct shared_number) filter (where shared_number is not null) as shares,
        list(distinct register_household_number) filter (where register_household_number is not null) as homes,
        max(birth) filter (where extract = '公安_户籍人口') as birth
    from own
    group by id_number
)
select 'id ' || t.id_number as unique_id, t.id_number as id_text,
    coalesce(t.birth, substr(t.id_number, 7, 8)::bigint) as birth,
    case when substr(t.id_number, 17, 1)::int % 2 = 1 then '1' else '2' end as sex_code,
    t.phones, t.doors, t.buildings, t.shares, t.homes, h.* exclude (id_number, name_text)
from told as t
join held as h using (id_number)
union all by name
select 'record ' || unique_id as unique_id, null as id_text, birth, sex_code, [phone] as phones, [door] as doors,
    [building] as buildings, null::varchar[] as shares,
    [register_household_number] as homes, length, is_long, folded, sound, parts, surname_sound,
    given, c1, c2, c3, c4, has_wildcard
from record
where extract = '公安_户籍人口' and id_number is null;

-- Companions: who else stands in the same application or shares the same account, title or employer, where few do
create table companion as
with group_of as (
    select unique_id, id_number, 'application ' || application_number as number from record where application_number is not null
    union all
    select unique_id, id_number, 'shared ' || shared_number from record where shared_number is not null
),
small as (
    select number from group_of group by number having count(distinct id_number) between 1 and 8
),
home as (
    select distinct id_number, register_household_number as home
    from record
    where extract = '公安_户籍人口' and id_number is not null and register_household_number is not null
)
select r.unique_id, h.home
from group_of as r
join small using (number)
join group_of as o using (number)
join home as h on h.id_number = o.id_number
where o.unique_id <> r.unique_id
union
select r.unique_id, h.home
from record as r
join contradicting using (unique_id)
join home as h using (id_number);

-- What remains: records without a valid id, and those whose name contradicts it
create table residual as
with context as (
    select unique_id, list(distinct home) as homes from companion group by unique_id
)
select 'record ' || r.unique_id as unique_id,
    case when r.id_number is null and length(regexp_replace(r.id_text, '[^0-9Xx]', '', 'g')) between 14 and 20
        then upper(regexp_replace(r.id_text, '[^0-9Xx]', '', 'g')) end as id_text,
    case when r.id_number is null then r.birth else year(r.birth_date) * 10000 + month(r.birth_date) * 100 + day(r.birth_date) end as birth,
    r.sex_code,
    case when r.phone is not null then [r.phone] end as phones, case when r.door is not null then [r.door] end as doors,
    case when r.building is not null then [r.building] end as buildings,
    case when r.shared_number is not null then [r.shared_number] end as shares,
    list_filter(list_distinct(coalesce(c.homes, []) || [r.register_household_number]), lambda x: x is not null) as homes,
    r.length, r.is_long, r.folded, r.sound, r.parts, r.surname_sound, r.given, r.c1, r.c2, r.c3, r.c4, r.has_wildcard
from record as r
left join context as c using (unique_id)
where (r.id_number is null and r.extract <> '公安_户籍人口') or r.unique_id in (from contradicting);
