-- 正在缴费: 已送达的最近三个完整月内有社会保险缴费,取值为最近缴费月
with newest as (
  select max(month) as month from standardised."人社_参保缴费" where month <= anchor_month()
),
covered as (
  select month as month_to, month_shift(month, 1 - param('jobless_months')) as month_from from newest
)
select l.person_id, max(s.month) as value, first_day(min(s.month)) as valid_from, null::date as valid_to,
       true as is_known, list_sort(list(evidence_of('人社_参保缴费', s.record_number))) as evidence
from standardised."人社_参保缴费" as s
join covered as c on s.month between c.month_from and c.month_to
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier)
group by l.person_id
