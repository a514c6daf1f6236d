-- 名册一级: 送来名册一人一行时,此人在其中已另有一行,或还没有(按名册收录了多少人分,另分同名者中是否只此一人没有)
with sampled as (
    select extract, id_number
    from looked_at
    where is_sampled
),
size as (
    select extract, count(*) as lines, count(distinct id_number) as people
    from sampled
    group by extract
),
everybody as (
    select count(distinct id_number) as people from sampled
),
roster as (
    select
        size.extract,
        case when size.people * 10 >= everybody.people * 9 then 3 when size.people * 2 >= everybody.people then 2 else 0 end as free
    from size, everybody
    where size.lines <= size.people * (1 + (select roster_repeats from threshold))
),
wanted as (
    select candidate.q, candidate.e, roster.extract, roster.free, profile.kind = 3 and candidate.e = profile.held as is_own,
        profile.records, profile.is_lone, pair_name.name >= 11 as is_namesake, name_share.bearers
    from candidate
    join profile using (q)
    join roster on roster.extract = profile.extract
    left join pair_name using (q, e)
    left join name using (name_id)
    left join name_share using (folded)
    where candidate.e > 0
),
place as (
    select distinct wanted.extract, wanted.e, id_name.id_number
    from wanted
    join id_name on id_name.id_key = wanted.e
),
seat as (
    select place.extract, place.e, count(*) as records
    from standardised.record
    join place using (extract, id_number)
    anti join contradicted using (record_key)
    group by all
),
seated as (
    select
        wanted.*, coalesce(seat.records, 0) > case when wanted.is_own then wanted.records else 0 end as is_taken
    from wanted
    left join seat using (extract, e)
),
namesake as (
    -- 同名的人都比过了,才说得出只此一人
    select
        q, count(*) filter (where not is_taken) = 1
        and count(*) >= any_value(bearers) - any_value(is_lone)::integer as is_sole
    from seated
    where is_namesake
    group by q
)
select
    seated.q, seated.e,
    case when seated.is_taken then 1 when seated.free > 0 and seated.is_namesake and namesake.is_sole then 4 else seated.free end::tinyint as roster
from seated
left join namesake using (q)
