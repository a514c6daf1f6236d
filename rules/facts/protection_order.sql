-- 家庭暴力或监护缺位: 人身安全保护令、告诫书或撤销监护资格,取值为类别
select l.person_id, s.kind as value, s.event_date as valid_from, null::date as valid_to,
       true as is_known, evidence_list(evidence_of('妇联_告诫书', s.record_number)) as evidence
from standardised."妇联_告诫书" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.event_date <= as_of()
group by l.person_id, s.kind, s.event_date
