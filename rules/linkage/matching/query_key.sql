-- 待链接写法的区块键: 每条规则一种(规则号, 键)
with person as (
    select profile.*, name.* exclude (name_id), address.door, address.building
    from profile
    left join name using (name_id)
    left join address on address.address = profile.address
)
select q, 1::tinyint as rule, hash(birth, surname_sound) as key from person where birth is not null and length > 0
union all select q, 2, hash(birth, given) from person where birth is not null and given_length > 0 and not has_wildcard
union all select q, 3, hash(birth, parts) from person where birth is not null and is_long
union all select q, 4, hash(folded, birth // 10000) from person where birth is not null and not has_wildcard and length > 1
union all select q, 5, hash(folded, birth % 10000) from person where birth is not null and not has_wildcard and length > 1
union all select q, 6, hash(home, birth) from person where home is not null and birth is not null
union all select q, 6, hash(home, surname_sound) from person where home is not null and length > 0
union all select q, 7, hash(phone) from person where phone is not null
union all select q, 8, hash(door, surname_sound) from person where door is not null and length > 0
union all select q, 8, hash(door, birth) from person where door is not null and birth is not null
union all select q, 9, hash(shared, sound) from person where shared is not null and length > 0
union all select q, 21, hash(shared, folded) from person where shared is not null and length > 1 and not has_wildcard
union all select q, 10, hash(application) from person where application is not null
union all select q, 11, hash(left(id_head, 14)::bigint) from person where length(id_head) >= 14
union all select q, 12, hash(id_text) from person where length(id_text) >= 6
union all select q, 14, hash(folded, building) from person where building is not null and length > 1 and not has_wildcard
union all select q, 15, hash(folded) from person
where (kind = 1 or kind in (0, 3) and borrowed is null) and birth is null and length > 1 and not has_wildcard
union all select q, 16, hash(folded, left(id_head, 6)::integer) from person
where length(id_head) >= 6 and length > 1 and not has_wildcard
union all select q, 18, hash(turned, birth) from person where birth is not null and turned > 0
-- 证件号写错两处的,首六位、出生日期、顺序码三段总有一段是对的
union all select q, 19, hash(sound, try_cast(substr(id_digits, 7, 8) as integer)) from person where length(id_digits) = 18 and length > 1 and has_sound
union all select q, 20, hash(sound, try_cast(left(right(id_digits, 4), 3) as integer)) from person where id_digits is not null and length > 1 and has_sound
union all select q, 20, hash(sound, try_cast(right(left(id_tail, length(id_tail) - 1), 3) as integer)) from person where id_tail is not null and length > 1 and has_sound
union all select q, 17, hash(surname_sound, left(id_head, 6)::integer, right(left(id_tail, length(id_tail) - 1), 3)::integer) from person
where length(id_head) >= 6 and id_tail is not null and length > 0
