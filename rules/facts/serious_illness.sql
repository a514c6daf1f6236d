-- 重大疾病: 窗口内有效的大病登记,或该年度起结算中载明大病病种;取值只写来源,不写病种
with report as (
  select l.person_id, '大病登记' as value, s.registered_date as valid_from, s.valid_to_date as valid_to,
         evidence_of('医保_大病登记', s.record_number) as evidence
  from standardised."医保_大病登记" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and holds_on(s.registered_date, null, as_of())
    and holds_on(null, s.valid_to_date, first_day(window_start()))
  union all
  select l.person_id, '大病结算' as value, make_date(s.year, 1, 1) as valid_from, make_date(s.year, 12, 1) as valid_to,
         evidence_of('医保_费用结算', s.record_number) as evidence
  from standardised."医保_费用结算" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.serious_disease is not null
    and s.year between window_year() and year(as_of())
)
select r.person_id, r.value, r.valid_from,
       case r.value when '大病结算' then last_day(r.valid_to) else r.valid_to end as valid_to,
       true as is_known, evidence_list(r.evidence) as evidence
from report as r
group by r.person_id, r.value, r.valid_from, r.valid_to
