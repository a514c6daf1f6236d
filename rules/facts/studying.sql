-- 在读: 学籍状态为在读,取值为学段;状态未写而尚未到毕业年月的说不清
select l.person_id, s.stage as value, null::date as valid_from,
       last_day_of(max(s.graduation_month)) as valid_to, bool_or(s.status = '在读') is not distinct from true as is_known,
       evidence_list(evidence_of('教育_学籍', s.record_number)) as evidence
from standardised."教育_学籍" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier)
  and (s.status = '在读' or (s.status is null and coalesce(s.graduation_month >= anchor_month(), true)))
group by l.person_id, s.stage
