-- 电话一级: 同、一位不同、不同
select
    candidate.q, candidate.e,
    max(
        case
            when profile.phone = entity_phone.phone then 3
            when abs(profile.phone - entity_phone.phone) in (1, 10, 100, 1000, 10000, 100000, 1000000, 10000000) then 2
            else 1
        end
    )::tinyint as phone
from candidate
join profile using (q)
join entity_phone using (e)
where profile.phone is not null and entity_phone.phone is not null
and not (
    profile.kind = 3 and entity_phone.e = profile.held and entity_phone.phone = profile.phone
    and entity_phone.records <= profile.records
)
group by all
