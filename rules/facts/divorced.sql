-- 离异: 最近一次婚姻登记(补领不算)为离婚登记
with newest as (
  select l.person_id, s.event, s.registered_date, evidence_of('民政_婚姻登记', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id
           order by s.registered_date desc nulls last, s.event desc, s.record_number desc nulls last, s.record_key desc
         ) as place
  from standardised."民政_婚姻登记" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.event in ('结婚登记', '离婚登记') and holds_on(s.registered_date, null, as_of())
)
select n.person_id, null::varchar as value, n.registered_date as valid_from, null::date as valid_to,
       true as is_known, [n.evidence] as evidence
from newest as n
where n.place = 1 and n.event = '离婚登记'
