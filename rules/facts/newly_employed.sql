-- 新就业: 低保在册家庭的成员在一段没有缴费之后连续缴费至今,取值为首个缴费月;送达的最早一个月就在缴的,不能说是新就业
with delivered as (
  select min(month) as first_month, max(month) as last_month
  from standardised."人社_参保缴费"
  where month <= anchor_month()
),
paid as (
  select l.person_id, s.month, s.record_number
  from standardised."人社_参保缴费" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  join (
    select o.household_id
    from standardised."民政_低保在册" as r
    join linked.record_link as k on k.record_key = r.record_key
    join linked.household_member as o on o.person_id = k.person_id
    where is_proven(k.link_tier)
    group by o.household_id) as h on h.household_id = m.household_id
  where l.extract = '人社_参保缴费' and is_proven(l.link_tier) and s.month <= anchor_month() and s.month >= window_start()
),
gapped as (
  select person_id, month, lag(month) over (partition by person_id order by month) as before
  from (select distinct person_id, month from paid) as p
),
begun as (
  select person_id, max(month) as first_month
  from gapped
  where before is null or months_between(before, month) > 1
  group by person_id
),
still as (
  select distinct p.person_id
  from paid as p
  cross join delivered as d
  where p.month = d.last_month
)
select b.person_id, b.first_month as value, first_day(b.first_month) as valid_from, null::date as valid_to,
       true as is_known, evidence_list(evidence_of('人社_参保缴费', p.record_number)) as evidence
from begun as b
join still as t on t.person_id = b.person_id
cross join delivered as d
join paid as p on p.person_id = b.person_id and p.month = b.first_month
where b.first_month > d.first_month
group by b.person_id, b.first_month
