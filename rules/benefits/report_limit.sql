-- 逐条限额: 每份报告每一条准入限额的限值、证实的数与是否超过;低于的线达到即超,不超过的线超过才算;不知道的、异议中的不算超
with assets as (
  select t.report_id, i.limited_as as item, sum(t.countable)::bigint as held
  from verified.report_total as t
  join reference.item as i on i.item_code = t.item_code and i.measures in ('amount', 'count')
  where i.limited_as is not null
  group by t.report_id, i.limited_as
),
pending as (
  select distinct o.report_id, case when o.item_code = 'income' then 'income' else i.limited_as end as item
  from verified.report_objection as o
  left join reference.item as i on i.item_code = o.item_code
  where o.objection_state = 'pending'
),
largest as (
  select max(household_size) as household_size from reference.programme_limit
),
tested as (
  select c.report_id, l.name, l.item, l.admits, l.shown, l.status,
         l.value * case when l.per = 'person' then k.member_count else 1 end
           * case l.item when 'income' then k.scale when 'income_year' then k.scale // 12 else 1 end as ceiling,
         -- 户籍没有送达,家里有几个人说不准: 人均的限额不测
         case when l.per = 'person' and not is_delivered('公安_户籍人口') then null
              when l.item in ('income', 'income_year')
              then case when k.received > 0 or k.is_income_complete then k.counted end
              else a.held end as measured,
         case when l.item in ('income', 'income_year') then k.scale else 1 end as scale, p.report_id is not null as is_objected
  from verified.report_case as c
  join assessment as k on k.case_id = c.report_id
  cross join largest as g
  join reference.programme_limit as l
    on l.programme_code = c.programme_code and l.household_size = at_most(k.member_count, g.household_size)
   and l.is_rural = k.is_rural
  left join assets as a on a.report_id = c.report_id and a.item = l.item
  left join pending as p on p.report_id = c.report_id
    and p.item = case when l.item = 'income_year' then 'income' else l.item end
  where c.case_state = 'open'
)
select report_id, name as limit_name, item as limit_item, shown as limit_shown, status as limit_status,
       to_fen(ceiling::hugeint, scale::hugeint) as limit_value, to_fen(measured::hugeint, scale::hugeint) as measured_value,
       coalesce(case when admits = 'below' then measured >= ceiling else measured > ceiling end, false)
         and not is_objected as is_exceeded,
       floor(measured)::bigint as measured, ceiling::bigint as ceiling, scale::bigint as scale, admits, is_objected
from tested
