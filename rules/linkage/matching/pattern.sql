-- 每对候选的比较结果,编成一个整数(混合进制,次序同 comparisons.toml)
with leveled as (
    select
        candidate.q, candidate.e, profile.kind, profile.held, profile.is_register, profile.shadow_of,
        coalesce(pair_name.name, 0) as name,
        case
            when profile.birth is null or there.birth is null then 0
            when profile.birth = there.birth then 5
            when profile.birth // 10000 = there.birth // 10000
                and (profile.birth // 100) % 100 = there.birth % 100
                and profile.birth % 100 = (there.birth // 100) % 100 then 4
            when profile.birth // 100 = there.birth // 100 then 3
            when profile.birth % 10000 = there.birth % 10000
                and abs(profile.birth // 10000 - there.birth // 10000) in (1, 10) then 3
            when profile.birth // 10000 = there.birth // 10000
                and (profile.birth % 10000 = 101 or there.birth % 10000 = 101 or profile.birth % 100 = there.birth % 100)
                then 3
            when abs((profile.birth // 10000) * 12 + (profile.birth // 100) % 100 - (there.birth // 10000) * 12 - (there.birth // 100) % 100) = 1
                and least(profile.birth, there.birth) % 100 >= 28 and greatest(profile.birth, there.birth) % 100 = 1 then 3
            when profile.birth // 10000 = there.birth // 10000 then 2
            else 1
        end as birth,
        case when profile.sex is null or there.sex is null then 0 when profile.sex = there.sex then 2 else 1 end as sex,
        coalesce(pair_phone.phone, 0) as phone,
        coalesce(pair_address.address, 0) as address,
        case
            when profile.kind in (1, 4) or profile.kind = 2 and profile.id_text is null or profile.borrowed is not null then 0
            when near_miss.q is not null then 7
            when there.id_text is not null then
                case
                    when profile.id_text is distinct from there.id_text or length(profile.id_text) < 6 then 0
                    when profile.id_text like '%*%' and not profile.is_certain then 0
                    when not profile.is_certain then 8
                    when profile.id_tail is not null then 6
                    else 3
                end
            when candidate.e < 0 or (profile.id_head is null and profile.id_tail is null) then 0
            when starts_with(lpad(candidate.e::varchar, 17, '0'), coalesce(left(profile.id_head, 17), ''))
                and ends_with(lpad(candidate.e::varchar, 17, '0'), coalesce(left(profile.id_tail, length(profile.id_tail) - 1), ''))
                and (
                    profile.id_tail is not null
                    or length(profile.id_head) >= 14 and (profile.is_certain or profile.id_digits is null)
                ) then 6
            when two_slips.q is not null then 5
            when starts_with(lpad(candidate.e::varchar, 17, '0'), coalesce(left(profile.id_head, 17), ''))
                and profile.id_tail is null
                then case when rare_area.area is not null or length(profile.id_head) >= 10 and profile.id_digits is null then 4 else 3 end
            when profile.is_certain then 2
            else 1
        end as id,
        case when profile.shared is null then 0 else coalesce(pair_shared.shared, 4) end as shared,
        case when profile.application is null then 0 else coalesce(pair_application.application, 1) end as application,
        coalesce(pair_household.household, 0) as household, coalesce(pair_roster.roster, 0) as roster,
        profile.is_lone and coalesce(pair_name.name, 0) >= 11
            and (profile.held // 10000000) % 10000 = (candidate.e // 10000000) % 10000 as is_unlabelled
    from candidate
    join profile using (q)
    left join entity_person as there using (e)
    left join pair_name using (q, e)
    left join pair_phone using (q, e)
    left join pair_address using (q, e)
    left join pair_shared using (q, e)
    left join pair_application using (q, e)
    left join pair_household using (q, e)
    left join pair_roster using (q, e)
    left join near_miss on near_miss.q = candidate.q and near_miss.id_key = candidate.e
left join two_slips using (q, e)
left join rare_area on rare_area.area = candidate.e // 100000000000
)
select
    q, e, kind, held, household, is_unlabelled, shadow_of,
    (((((((((name::integer * 6 + birth) * 3 + sex) * 4 + phone) * 7 + address) * 9 + id) * 6 + shared) * 3 + application) * 5
        + household) * 5 + roster)::integer as pattern
from leveled
