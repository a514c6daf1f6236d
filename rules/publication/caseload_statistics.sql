-- 救助统计: 各项目按年、按月发了多少户、多少人、多少户次、多少人次、多少钱,分城乡,并与上年同期相比;重复送来的一笔只计一次
with homes as (
  select l.person_id, max(b.residence_kind) as residence_kind
  from standardised."民政_低保成员" as b
  join linked.record_link as l on l.record_key = b.record_key
  where b.residence_kind is not null
  group by l.person_id
),
paid as (
  select code_of('programme', s.programme) as programme_code, s.month, l.person_id,
         coalesce(m.household_id, l.person_id) as household_id, s.amount_fen,
         coalesce(h.residence_kind, '不分') as residence_kind,
         row_number() over (
           partition by s.programme, l.person_id, s.month, s.amount_fen, s.district_code
           order by s.record_number nulls last, s.record_key) as copy
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  left join linked.household_member as m on m.person_id = l.person_id
  left join homes as h on h.person_id = l.person_id
  where s.month is not null and s.month <= month_of(as_of())
),
kinds as (
  select programme_code, month, person_id, household_id, amount_fen, residence_kind from paid
  where copy = 1 and programme_code is not null
  union all
  select programme_code, month, person_id, household_id, amount_fen, 'all' from paid
  where copy = 1 and programme_code is not null
),
periods as (
  select programme_code, residence_kind, month as period, month, person_id, household_id, amount_fen from kinds
  union all
  select programme_code, residence_kind, strftime(first_day(month), '%Y'), month, person_id, household_id, amount_fen
  from kinds
),
sums as (
  select programme_code, residence_kind, period,
         count(distinct household_id)::integer as household_count, count(distinct person_id)::integer as person_count,
         count(distinct household_id || month)::integer as household_times, count(*)::integer as person_times,
         complete_sum(amount_fen) as amount_fen
  from periods
  group by programme_code, residence_kind, period
)
select s.programme_code, s.residence_kind, s.period, s.household_count, s.person_count, s.household_times, s.person_times,
       s.amount_fen, b.household_count as household_count_before, b.person_times as person_times_before,
       b.amount_fen as amount_before_fen, round_ratio(share(s.amount_fen, b.amount_fen) - 1) as amount_growth
from sums as s
left join sums as b
  on b.programme_code = s.programme_code and b.residence_kind = s.residence_kind
 and b.period = case when length(s.period) = length('2017') then (s.period::integer - 1)::varchar
                     else month_shift(s.period, 0 - 12) end
