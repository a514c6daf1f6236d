-- 两个姓名相符到什么程度: 整数逐字比较, 级别同 names.NameLevel(长名的字面相似另由 RapidFuzz 补)
with pair as (
    select
        name_pair.name_a, name_pair.name_b,
        a.length as la, b.length as lb, a.given_length as given_length, a.is_long as long_a, b.is_long as long_b,
        a.has_wildcard or b.has_wildcard as wild,
        (a.is_open or not a.has_wildcard) and (b.is_open or not b.has_wildcard) as is_open,
        a.folded = b.folded as same, a.name_text = b.name_text as same_text,
        a.sound = b.sound and a.length = b.length and a.has_sound and b.has_sound as same_sound,
        a.tone = b.tone as same_tone,
        a.surname = b.surname and a.c1 > 0 as same_surname,
        a.given = b.given and a.given_length >= 2 and b.given_length >= 2 as same_given,
        a.turned = b.folded or b.turned = a.folded as is_turned, a.is_child_of <> b.is_child_of as is_of_parent,
        greatest(a.surname_length, b.surname_length) > 1 as some_compound,
        a.parts = b.parts as same_parts, a.parts <> a.folded as has_parts,
        a.c1 as a1, a.c2 as a2, a.c3 as a3, a.c4 as a4, b.c1 as b1, b.c2 as b2, b.c3 as b3, b.c4 as b4,
        case
            when a.is_long and b.is_long then
                starts_with(a.folded_text, b.folded_text) or starts_with(b.folded_text, a.folded_text)
            when a.is_long <> b.is_long then
                a.c1 = b.c1 and a.c2 = b.c2 and a.c3 = b.c3 and (a.c4 = b.c4 or a.length = 3 or b.length = 3)
        end as is_prefix
    from name_pair
    join name as a on a.name_id = name_pair.name_a
    join name as b on b.name_id = name_pair.name_b
),
character_wise as (
    select
        *,
        (a1 <> b1 and a1 <> 0 and b1 <> 0)::tinyint as d1, (a2 <> b2 and a2 <> 0 and b2 <> 0)::tinyint as d2,
        (a3 <> b3 and a3 <> 0 and b3 <> 0)::tinyint as d3, (a4 <> b4 and a4 <> 0 and b4 <> 0)::tinyint as d4,
        (a1 = b1 and a1 > 0) or (a2 = b2 and a2 > 0) or (a3 = b3 and a3 > 0) or (a4 = b4 and a4 > 0) as some_same
    from pair
),
apart as (
    select
        *,
        d1 + d2 + d3 + d4 as differences,
        case when d1 + d2 + d3 + d4 = 1 then
            case when d1 = 1 then least(a1, b1)::bigint * 1048576 + greatest(a1, b1)
                 when d2 = 1 then least(a2, b2)::bigint * 1048576 + greatest(a2, b2)
                 when d3 = 1 then least(a3, b3)::bigint * 1048576 + greatest(a3, b3)
                 else least(a4, b4)::bigint * 1048576 + greatest(a4, b4) end
        end as characters
    from character_wise
),
judged as (
    select
        *,
        case
            when wild then
                some_same and case when la > 4 or lb > 4 then is_open and differences = 0 else (
                    (la = lb and differences = 0)
                    or (la < lb and (d1 = 0 or la < 1) and (d2 = 0 or la < 2) and (d3 = 0 or la < 3) and (d4 = 0 or la < 4)
                        and case la when 1 then a1 when 2 then a2 when 3 then a3 else a4 end = 0)
                    or (lb < la and (d1 = 0 or lb < 1) and (d2 = 0 or lb < 2) and (d3 = 0 or lb < 3) and (d4 = 0 or lb < 4)
                        and case lb when 1 then b1 when 2 then b2 when 3 then b3 else b4 end = 0)
                ) end
            else false
        end as masked,
        la = lb and la between 2 and 4 and differences = 1 as one_apart,
        shape.characters is not null as look_alike,
        (la = 3 and lb = 3 and a1 = b1 and a2 = b3 and a3 = b2)
        or (la = 4 and lb = 4 and a1 = b1 and a2 = b2 and a3 = b4 and a4 = b3) as swapped,
        (la = 3 and lb = 2 and a1 = b1 and (a2 = b2 or a3 = b2)) or (lb = 3 and la = 2 and a1 = b1 and (b2 = a2 or b3 = a2))
        or (la = 4 and lb = 3 and a1 = b1 and ((a2 = b2 and (a3 = b3 or a4 = b3)) or (a3 = b2 and a4 = b3)))
        or (lb = 4 and la = 3 and a1 = b1 and ((b2 = a2 and (b3 = a3 or b4 = a3)) or (b3 = a2 and b4 = a3))) as one_missing
    from apart
    left join shape using (characters)
)
select
    name_a, name_b,
    case
        when la = 0 or lb = 0 or is_of_parent then null
        when masked then 4
        when not wild and same then case when same_text then 11 else 10 end
        when not wild and same_sound then case when same_tone then 8 else 7 end
        when not wild and (long_a or long_b) then
            case when is_prefix and least(la, lb) >= 3 then 5
                 when has_parts and same_parts then 5
                 when a1 = b1 then 1 else 0 end
        when not wild and is_turned then 5
        when one_apart and look_alike then 6
        when one_apart and d1 = 0 and (given_length >= 2 and same_surname or d2 = 1 and some_compound) then 3
        when swapped or one_missing then 3
        when same_given then 2
        when same_surname then 1
        else 0
    end::tinyint as name_level
from judged
