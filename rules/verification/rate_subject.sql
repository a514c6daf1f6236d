-- 比率数的是什么: 份即报告;户即家庭,人即计入的成员,一户(一人)在一个项目一个时期只数一次
with hits as (
  -- 一个人算不算有差异、超标准: 他本人的项目有差异,或者有差异、超标准的那一项里有他名下的记录
  select i.report_id, i.person_id, true as is_difference, false as is_excess
  from verified.report_item as i
  where i.person_id is not null and (i.is_under_declared or i.is_over_declared)
  union all
  select e.subject_id, e.person_id, true, false
  from verified.evidence as e
  join verified.report_item as i
    on i.report_id = e.subject_id and i.item_code = e.item_code and i.person_id is null
  where e.subject_kind = 'report' and e.is_counted and (i.is_under_declared or i.is_over_declared)
  union all
  select e.subject_id, e.person_id, false, true
  from verified.evidence as e
  join reference.item as k on k.item_code = e.item_code
  join verified.report_limit as l
    on l.report_id = e.subject_id and not l.is_objected
   and case when l.limit_item = 'income_year' then 'income' else l.limit_item end = k.limited_as
  where e.subject_kind = 'report' and e.is_countable
    and case when l.admits = 'below' then l.measured >= l.ceiling else l.measured > l.ceiling end
),
persons as (
  select report_id, person_id, bool_or(is_difference) as is_difference, bool_or(is_excess) as is_excess
  from hits
  group by report_id, person_id
),
found as (
  select report_id, bool_or(is_difference) as is_difference, bool_or(is_excess) as is_excess
  from persons
  group by report_id
)
select 'report' as unit, r.report_id as subject_id, r.report_id, r.has_difference, r.exceeds_limit
from verified.report as r
union all
select 'household', r.household_id, r.report_id, r.has_difference, r.exceeds_limit
from verified.report as r
where r.household_id is not null
union all
-- 说不出是谁的差异(如全家少报而无记录),记在申请人名下
select 'person', m.person_id, r.report_id,
       r.has_difference and coalesce(h.is_difference, false)
         or (r.has_difference and m.role = 'applicant' and not coalesce(f.is_difference, false)),
       r.exceeds_limit and coalesce(h.is_excess, false)
         or (r.exceeds_limit and m.role = 'applicant' and not coalesce(f.is_excess, false))
from verified.report as r
join verified.report_member as m on m.report_id = r.report_id and (m.is_counted or m.role = 'applicant')
left join persons as h on h.report_id = m.report_id and h.person_id = m.person_id
left join found as f on f.report_id = r.report_id
