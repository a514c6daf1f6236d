-- 什么会改变结论: 超标准的,须各项都回到线下;有差异的,须各处都回到容差之内;一致的,哪一项再多多少就不再一致。变到这个数结论就变,差一分(一个)不变
with marks as (
  select report_id,
         bool_or(item_code in ('income', 'members') and verdict in ('differs', 'not_declared')) as is_amount_touched,
         bool_or(direction = 'undetermined' and item_code <> 'members' and verdict <> 'under_objection'
                 and not is_under_declared) as is_unproven,
         bool_or(verdict = 'under_objection') as is_objected
  from verified.report_item
  group by report_id
),
concluded as (
  select r.report_id, r.conclusion, r.exceeds_limit, r.has_difference, g.benefit, m.is_amount_touched,
         case when m.is_objected or m.is_unproven then 'under_review' else 'consistent' end as without_difference,
         case when (m.is_unproven and not r.under_declared)
                or (m.is_objected and not r.under_declared and not r.over_declared) then 'under_review'
              when r.has_difference and g.benefit = 'supplement' and m.is_amount_touched then 'differs_amount'
              when r.has_difference then 'differs_no_effect'
              else 'consistent' end as without_limits
  from verified.report as r
  join marks as m on m.report_id = r.report_id
  join reference.programme as g on g.programme_code = r.programme_code
  where r.excluded_reason is null
),
lines as (
  select report_id, limit_name, scale, ceiling, admits, measured,
         limit_item in ('income', 'income_year', 'monetary_assets') as is_amount,
         case when measured is null then 0 else measured end as held,
         coalesce(case when admits = 'below' then measured >= ceiling else measured > ceiling end, false) as is_exceeded
  from verified.report_limit
  where not is_objected
),
down as (
  -- 超标准: 每一条超出的标准都要回到线下
  select c.report_id, 1 as alternative, 'limit' as target, l.limit_name as item_code, null::varchar as person_id,
         l.is_amount, l.held, l.scale,
         -(case when l.admits = 'below' then (l.held - l.ceiling) // l.scale + 1
                else (l.held - l.ceiling + l.scale - 1) // l.scale end) as change,
         c.without_limits as new_conclusion
  from concluded as c
  join lines as l on l.report_id = c.report_id and l.is_exceeded
),
settled as (
  -- 有差异: 每一处差异都要回到容差之内
  select c.report_id, 1 as alternative, 'item' as target, i.item_code, i.person_id,
         i.item_code <> 'members' and coalesce(k.measures, 'income') <> 'count' as is_amount, i.verified as held, 1 as scale,
         case when i.item_code = 'members' then i.declared - i.verified
              when i.is_under_declared then i.declared + i.tolerance - i.verified
              else i.declared - i.tolerance - i.verified end as change,
         c.without_difference as new_conclusion
  from concluded as c
  join verified.report_item as i on i.report_id = c.report_id
  left join reference.item as k on k.item_code = i.item_code
  where c.has_difference and not c.exceeds_limit
    and ((i.is_under_declared and in_list('difference_flags', 'under_declared'))
         or (i.is_over_declared and in_list('difference_flags', 'over_declared')))
    and (i.item_code <> 'members' or i.person_id is not null)
),
up as (
  -- 没有超标准: 哪一条标准还差多少
  select c.report_id, 'limit' as target, l.limit_name as item_code, l.is_amount, l.held, l.scale,
         case when l.admits = 'below' then (l.ceiling - l.held + l.scale - 1) // l.scale
              else (l.ceiling - l.held) // l.scale + 1 end as change,
         'exceeds_limit' as new_conclusion
  from concluded as c
  join lines as l on l.report_id = c.report_id
  where not c.exceeds_limit
),
upset as (
  -- 一致: 哪一项核实值再多多少就成差异;没有全部证实的,先成待复核
  select c.report_id, 'item' as target, i.item_code, coalesce(k.measures, 'income') <> 'count' as is_amount,
         i.verified as held, 1 as scale, i.declared + i.tolerance - i.verified + 1 as change,
         case when i.proven < i.verified then 'under_review'
              when c.benefit = 'supplement' and (c.is_amount_touched or i.item_code = 'income') then 'differs_amount'
              else 'differs_no_effect' end as new_conclusion
  from concluded as c
  join verified.report_item as i on i.report_id = c.report_id
  left join reference.item as k on k.item_code = i.item_code
  where c.conclusion = 'consistent' and i.item_code <> 'members' and i.person_id is null
    and i.declared + i.tolerance >= i.verified and in_list('difference_flags', 'under_declared')
    and (i.proven = i.verified or coalesce(k.adverse_when, 'more') = 'more')
),
single as (
  select report_id,
         1 + row_number() over (partition by report_id order by target desc, item_code) as alternative, target,
         item_code, is_amount, held, scale, change, new_conclusion
  from (
    select report_id, target, item_code, is_amount, held, scale, change, new_conclusion from up
    union all
    select report_id, target, item_code, is_amount, held, scale, change, new_conclusion from upset)
),
every as (
  select report_id, alternative, target, item_code, person_id, is_amount, held, scale, change, new_conclusion from down
  union all
  select report_id, alternative, target, item_code, person_id, is_amount, held, scale, change, new_conclusion from settled
  union all
  select report_id, alternative, target, item_code, null, is_amount, held, scale, change, new_conclusion from single
)
select report_id, alternative::integer as alternative, target, item_code, person_id, is_amount,
       to_fen(held, scale) as value_now, to_fen(held + change * scale, scale) as value_then, change::bigint as change,
       new_conclusion
from every
