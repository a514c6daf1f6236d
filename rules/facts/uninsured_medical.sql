-- 未参加基本医疗保险: 本年度参保状态为断保或未参保
select l.person_id, s.status as value, make_date(s.year, 1, 1) as valid_from, null::date as valid_to,
       true as is_known, evidence_list(evidence_of('医保_参保状态', s.record_number)) as evidence
from standardised."医保_参保状态" as s
join linked.record_link as l on l.record_key = s.record_key
where l.extract = '医保_参保状态' and raises_help(l.link_tier) and s.status in ('断保', '未参保') and s.year = year(as_of())
group by l.person_id, s.status, s.year
