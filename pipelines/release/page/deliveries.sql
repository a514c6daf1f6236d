-- 各部门送达: 文件与行数的账,缺哪些应送的提取
with sent as (
  select department, count(*)::integer as files,
         count(*) filter (where decision = 'accepted')::integer as accepted,
         count(*) filter (where decision = 'held')::integer as held,
         count(*) filter (where decision = 'refused')::integer as refused,
         sum(rows_read)::bigint as rows_read, sum(rows_accepted)::bigint as rows_accepted,
         sum(rows_quarantined)::bigint as rows_quarantined, sum(rows_duplicate)::bigint as rows_duplicate
  from landed.delivery
  group by department
),
missing as (
  select department, string_agg(extract, '、' order by extract) as extracts
  from reference.extract
  where status in ('required', 'delivered') and not is_delivered
  group by department
)
select coalesce(s.department, m.department) as department, coalesce(s.files, 0) as files, coalesce(s.accepted, 0) as accepted,
       coalesce(s.held, 0) as held, coalesce(s.refused, 0) as refused, coalesce(s.rows_read, 0) as rows_read,
       coalesce(s.rows_accepted, 0) as rows_accepted, coalesce(s.rows_quarantined, 0) as rows_quarantined,
       coalesce(s.rows_duplicate, 0) as rows_duplicate, coalesce(m.extracts, '') as missing
from sent as s
full join missing as m on m.department = s.department
order by 1
