-- 同一申请
select distinct candidate.q, candidate.e, 2::tinyint as application
from candidate
join profile using (q)
join entity_application on entity_application.e = candidate.e and entity_application.application = profile.application
where not (profile.kind = 3 and entity_application.e = profile.held and entity_application.records <= profile.records)
