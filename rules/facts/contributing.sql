-- 正在缴费: 已送达的最近三个完整月内有社会保险缴费,取值为最近缴费月
with covered as (
  select max(month) as newest from standardised."人社_参保缴费" where month <= anchor_month()
)
select l.person_id, m.household_id, max(s.month) as value, first_day(min(s.month)) as valid_from,
       null::date as valid_to, true as is_known,
       evidence_list(evidence_of('人社_参保缴费', s.record_number)) as evidence
from standardised."人社_参保缴费" as s
cross join covered as c
join linked.record_link as l on l.record_key = s.record_key
left join linked.household_member as m on m.person_id = l.person_id
where raises_help(l.link_tier) and s.month <= c.newest
  and s.month > month_shift(c.newest, -param('jobless_months'))
group by l.person_id, m.household_id
