-- 新就业自何月起: 缴费显示的首月;逐月实收的工资更早就连续发着的,自工资的首月起,窗口首月或送达的最早一个月就在发的,不能说是新就业
with told as (
  select person_id, month_of(min(valid_from)) as contributed_from
  from verified.fact
  where fact_code = 'newly_employed' and is_known
  group by person_id
),
delivered as (
  select min(month) as first_month
  from verified.income_month
  where category = 'income_wage' and basis = 'monthly'
),
paid as (
  select i.person_id, i.month, lag(i.month) over (partition by i.person_id order by i.month) as before
  from (
    select distinct w.person_id, w.month
    from verified.income_month as w
    join told as t on t.person_id = w.person_id and w.month <= t.contributed_from
    where w.category = 'income_wage' and w.basis = 'monthly' and w.received_fen > 0) as i
),
run as (
  -- 到缴费为止没有断过的那一段
  select person_id, max(month) filter (where before is null or months_between(before, month) > 1) as paid_from,
         max(month) as paid_to
  from paid
  group by person_id
)
select t.person_id,
       case when months_between(r.paid_to, t.contributed_from) <= 1 then r.paid_from else t.contributed_from end as first_month
from told as t
cross join delivered as d
left join run as r on r.person_id = t.person_id
where not coalesce(months_between(r.paid_to, t.contributed_from) <= 1 and r.paid_from <= larger(d.first_month, window_start()), false)
