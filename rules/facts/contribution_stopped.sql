-- 断缴: 窗口内缴过费,截至已送达的最近月份连续若干个完整月未缴;在领养老金、已故、末次缴费当月以后登记过而已就业、不在劳动年龄的不算
with newest as (
  select max(month) as month from standardised."人社_参保缴费" where month <= anchor_month()
),
covered as (
  select month as month_to, month_shift(month, 1 - param('contribution_lookback_months')) as month_from from newest
),
contribution as (
  select l.person_id, s.month, c.month_to, evidence_of('人社_参保缴费', s.record_number) as evidence
  from standardised."人社_参保缴费" as s
  join covered as c on s.month between c.month_from and c.month_to
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier)
),
paid as (
  select person_id, max(month) as paid_month, max(month_to) as newest from contribution group by person_id
),
stopped as (
  select person_id, paid_month, months_between(paid_month, newest) as months from paid where paid_month < newest
),
elsewhere as (
  select l.person_id
  from standardised."人社_养老待遇" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.pension_fen > 0
    and months_between(s.month, anchor_month()) <= param('rate_in_payment_months')
  union
  -- 断缴以前的登记说的是上一次失业
  select l.person_id
  from standardised."人社_失业登记" as s
  join linked.record_link as l on l.record_key = s.record_key
  join stopped as t on t.person_id = l.person_id
  where raises_help(l.link_tier) and s.status = '已就业' and month_of(s.registered_date) >= t.paid_month
),
source as (
  select t.person_id, evidence_list(c.evidence) as evidence
  from stopped as t
  join contribution as c on c.person_id = t.person_id and c.month = t.paid_month
  group by t.person_id
)
select t.person_id, t.months::varchar as value, first_day(month_shift(t.paid_month, 1)) as valid_from,
       null::date as valid_to, true as is_known, e.evidence
from stopped as t
join source as e on e.person_id = t.person_id
join linked.person as p on p.person_id = t.person_id
join linked.identity as i on i.person_id = t.person_id
left join elsewhere as x on x.person_id = t.person_id
where x.person_id is null and not p.is_deceased
  and age_on(i.birth_date, as_of()) between param('working_age_from')
      and case when i.sex_code = '2' then param('working_age_to_women') else param('working_age_to') end
