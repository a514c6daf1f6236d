-- 登记就业: 失业登记中状态为已就业
select l.person_id, null::varchar as value, s.registered_date as valid_from, null::date as valid_to,
       true as is_known, evidence_list(evidence_of('人社_失业登记', s.record_number)) as evidence
from standardised."人社_失业登记" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.status = '已就业' and holds_on(s.registered_date, null, as_of())
group by l.person_id, s.registered_date
