-- 共用编号一级: 同,按共用人数分
select
    candidate.q, candidate.e,
    max(
        case
            when entity_shared.sharers <= (select shared_rare from threshold) then 3
            when entity_shared.sharers <= (select shared_common from threshold) then 2
            when entity_shared.sharers <= (select shared_many from threshold) then 5
            else 1
        end
    )::tinyint as shared
from candidate
join profile using (q)
join entity_shared on entity_shared.e = candidate.e and entity_shared.shared = profile.shared
where not (profile.kind = 3 and entity_shared.e = profile.held and entity_shared.records <= profile.records)
group by all
