-- 每名成员每个条线: 问了没有、答了没有。回执为准;没有回执的,送达了记录即为已答,封闭的来源送达而无记录即为无记录
with lines as (
  select x.line, bool_or(x.is_delivered) as is_delivered, bool_or(x.is_guarded) as is_guarded,
         bool_and(e.absence = 'closed') as is_closed
  from reference.item_extract as x
  join reference.extract as e on e.extract = x.extract
  where not x.is_beside
  group by x.line
),
members as (
  select m.report_id, m.application_number, m.person_id, i.id_number
  from verified.report_member as m
  join verified.report_case as c on c.report_id = m.report_id
  left join linked.identity as i on i.person_id = m.person_id
  where m.is_counted and c.case_state = 'open'
),
asked as (
  select m.report_id, m.person_id, q.line, q.asked_date, q.query_number,
         case when q.replied_date <= as_of() then q.replied_date end as replied_date,
         case when q.status = '无记录' and coalesce(q.replied_date <= as_of(), true) then 'empty'
              when q.status = '已回复' and coalesce(q.replied_date <= as_of(), true) then 'answered'
              else 'silent' end as state,
         row_number() over (
           partition by m.report_id, m.person_id, q.line
           order by q.asked_date desc, q.replied_date desc nulls last, q.query_number desc) as copy
  from standardised."核对_查询回执" as q
  join members as m on m.application_number = q.application_number and m.id_number = q.id_number
  where q.asked_date is null or q.asked_date <= as_of()
),
held as (
  select distinct e.person_id, x.line
  from verified.person_evidence as e
  join reference.item_extract as x on x.item_code = e.item_code and x.extract = e.extract and not x.is_beside
)
select m.report_id, m.person_id, l.line,
       a.query_number is not null as is_asked, a.asked_date, a.replied_date,
       case when a.replied_date >= a.asked_date then (z.working_day_number - y.working_day_number)::integer end
         as working_days,
       case when l.is_guarded and not coalesce(p.is_permitted, false) then 'not_permitted'
            when h.person_id is not null then 'answered'
            when a.query_number is not null then a.state
            when not l.is_delivered then 'not_delivered'
            when l.is_closed then 'empty'
            else 'no_row' end as reply_state,
       a.query_number is not null as is_by_receipt, a.query_number as record_number
from members as m
cross join lines as l
left join asked as a on a.report_id = m.report_id and a.person_id = m.person_id and a.line = l.line and a.copy = 1
left join held as h on h.person_id = m.person_id and h.line = l.line
left join verified.permission as p on p.report_id = m.report_id and p.person_id = m.person_id and p.line = l.line
left join reference.calendar as y on y.day = a.asked_date
left join reference.calendar as z on z.day = a.replied_date
