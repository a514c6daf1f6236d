-- 实体的区块键,只留待链接写法用得着的
with wanted as (
    select distinct rule, key from query_key
),
person as (
    select
        entity_name.e, ((entity_name.e // 1000) % 100000000)::integer as birth, name.surname_sound, name.given,
        name.given_length, name.has_sound, name.has_wildcard, name.is_long, name.parts, name.folded, name.sound
    from entity_name
    join name using (name_id)
    where entity_name.e > 0
),
every as (
    select e, 1::tinyint as rule, hash(birth, surname_sound) as key from person
    union all select e, 2, hash(birth, given) from person where given_length > 0 and not has_wildcard
    union all select e, 3, hash(birth, parts) from person where is_long
    union all select e, 4, hash(folded, birth // 10000) from person
    union all select e, 5, hash(folded, birth % 10000) from person
    union all select e, 6, hash(home, birth) from person join entity_home using (e)
    union all select e, 6, hash(home, surname_sound) from person join entity_home using (e)
    union all select e, 7, hash(phone) from entity_phone where e > 0
    union all select e, 8, hash(door, surname_sound) from person join housed using (e) where door is not null
    union all select e, 8, hash(door, birth) from person join housed using (e) where door is not null
    union all select e, 9, hash(shared, sound) from person join entity_shared using (e)
    where sharers <= (select shared_common from threshold)
    union all select e, 21, hash(shared, folded) from person join entity_shared using (e)
    where sharers > (select shared_common from threshold) and sharers <= (select shared_many from threshold)
    union all select e, 10, hash(application) from entity_application where e > 0
    union all select e, 11, hash(e // 1000) from person
    union all select e, 14, hash(folded, building) from person join housed using (e)
    union all select e, 15, hash(folded) from person
    union all select e, 16, hash(folded, (e // 100000000000)::integer) from person
    union all select e, 17, hash(surname_sound, (e // 100000000000)::integer, (e % 1000)::integer) from person
    union all select e, 18, hash(folded, birth) from person
    union all select e, 19, hash(sound, birth) from person where has_sound
    union all select e, 20, hash(sound, (e % 1000)::integer) from person where has_sound
    union all select -q, rule, key from query_key join profile using (q) where profile.kind <> 3 and (rule <> 15 or is_register)
)
select distinct e, rule, key
from every
semi join wanted using (rule, key)
