-- 服刑或强制戒毒: 在起止日期之内,只认证件有效且姓名相容的链接
select l.person_id, s.kind as value, s.from_date as valid_from, s.to_date as valid_to,
       true as is_known, evidence_list(evidence_of('司法_服刑戒毒', s.record_number)) as evidence
from standardised."司法_服刑戒毒" as s
join linked.record_link as l on l.record_key = s.record_key
where is_proven(l.link_tier) and holds_on(s.from_date, s.to_date, as_of())
group by l.person_id, s.kind, s.from_date, s.to_date
