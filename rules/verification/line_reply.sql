-- 条线答复: 按查询月份,问了多少,答有记录、答无记录、没有答的各多少,用了几个工作日
with asked as (
  select r.line, month_of(r.asked_date) as month, r.reply_state, r.working_days
  from verified.source_reply as r
  where r.is_asked and r.asked_date is not null
),
placed as (
  select line, month as period, reply_state, working_days from asked
  union all
  select line, 'all', reply_state, working_days from asked
)
select line, period, count(*)::integer as asked_count,
       count(*) filter (where reply_state = 'answered')::integer as answered_count,
       count(*) filter (where reply_state = 'empty')::integer as empty_count,
       count(*) filter (where reply_state = 'silent')::integer as silent_count,
       share(count(*) filter (where reply_state = 'silent'), count(*)) as silent_ratio,
       round_ratio(median(working_days)) as median_days,
       (list_sort(list(working_days) filter (where working_days is not null)))[
         ceil(count(working_days) * param('p_ninety'))::integer] as p90_days
from placed
group by line, period
