-- 应届毕业: 最近12个完整月内毕业,取值为学段
select l.person_id, s.stage as value, last_day_of(s.graduation_month) as valid_from,
       null::date as valid_to, true as is_known, evidence_list(evidence_of('教育_学籍', s.record_number)) as evidence
from standardised."教育_学籍" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.status = '毕业'
  and s.graduation_month between window_start() and anchor_month()
group by l.person_id, s.stage, s.graduation_month
