-- 条线健康: 每个来源送了几个文件,接收、隔离、暂挂、拒收多少,缺哪些
with files as (
  select extract, max(batch) filter (where decision = 'accepted') as newest_batch,
         count(*)::integer as file_count,
         count(*) filter (where decision = 'accepted')::integer as accepted_count,
         count(*) filter (where decision = 'held')::integer as held_count,
         count(*) filter (where decision = 'refused')::integer as refused_count,
         count(*) filter (where decision = 'redelivered')::integer as redelivered_count,
         sum(rows_read)::bigint as rows_read, sum(rows_accepted)::bigint as rows_accepted,
         sum(rows_quarantined)::bigint as rows_quarantined
  from landed.delivery
  group by extract
)
select x.line, x.department, x.extract, x.status as extract_status, x.is_delivered,
       x.status in ('required', 'delivered') and not x.is_delivered as is_missing,
       f.newest_batch, coalesce(f.file_count, 0) as file_count, coalesce(f.accepted_count, 0) as accepted_count,
       coalesce(f.held_count, 0) as held_count, coalesce(f.refused_count, 0) as refused_count,
       coalesce(f.redelivered_count, 0) as redelivered_count, f.rows_read, f.rows_accepted, f.rows_quarantined,
       case when f.rows_read > 0 then f.rows_quarantined::double / f.rows_read end as quarantined_ratio
from reference.extract as x
left join files as f on f.extract = x.extract
order by x.line, x.department, x.extract
