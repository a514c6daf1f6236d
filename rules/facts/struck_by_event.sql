-- 突发变故: 灾害事故登记中的当事人,取值为事故类型
select l.person_id, s.event as value, s.event_date as valid_from, null::date as valid_to,
       true as is_known, evidence_list(evidence_of('应急_灾害事故', s.record_number)) as evidence
from standardised."应急_灾害事故" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.event_date <= as_of()
group by l.person_id, s.event, s.event_date
