-- 逐条限额: 每份报告每一条准入限额的限值、证实的数与是否超过;低于的线达到即超,不超过的线超过才算;不知道的不算超
with assets as (
  select a.report_id, i.limited_as as item,
         sum(case when i.measures = 'amount' then a.countable_fen else a.countable_quantity end)::bigint as held
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code and i.measures in ('amount', 'count')
  group by a.report_id, i.limited_as
),
largest as (
  select max(household_size) as household_size from reference.programme_limit
),
tested as (
  select c.report_id, l.name, l.item, l.admits, l.shown, l.status,
         l.value * case when l.per = 'person' then k.member_count else 1 end
           * case l.item when 'income' then k.scale when 'income_year' then k.scale // 12 else 1 end as ceiling,
         case when l.item in ('income', 'income_year')
              then case when k.received > 0 or k.is_income_complete then k.counted end
              else a.held end as measured,
         case when l.item in ('income', 'income_year') then k.scale else 1 end as scale
  from verified.report_case as c
  join assessment as k on k.case_id = c.report_id
  cross join largest as g
  join reference.programme_limit as l
    on l.programme_code = c.programme_code and l.household_size = at_most(k.member_count, g.household_size)
  left join assets as a on a.report_id = c.report_id and a.item = l.item
  where c.case_state = 'open'
)
select report_id, name as limit_name, item as limit_item, shown as limit_shown, status as limit_status,
       to_fen(ceiling::hugeint, scale::hugeint) as limit_value, to_fen(measured::hugeint, scale::hugeint) as measured_value,
       coalesce(case when admits = 'below' then measured >= ceiling else measured > ceiling end, false) as is_exceeded
from tested
