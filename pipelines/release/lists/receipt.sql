-- 数据质量回执: 先是每个文件的行数账与处理决定,后是各列存疑或已规范的取值个数(不含取值)
with files as (
  select d.department, 1 as part, '文件' as "类别", d.batch as "批次", d.extract as "提取", d.file_name as "文件",
         d.rows_read as "读到行数", d.rows_accepted as "接收", d.rows_quarantined as "隔离", d.rows_duplicate as "重复",
         d.rows_blank as "空行", d.rows_total_line as "标题与合计", coalesce(c.label, d.decision) as "处理决定",
         coalesce(d.reason, '') as "原因", null::varchar as "列", null::varchar as "标记", null::integer as "存疑行数"
  from deliveries as d
  left join reference.code as c on c.list = 'delivery_decision' and c.code = d.decision
),
flags as (
  select x.department, 2 as part, '取值' as "类别", r.batch as "批次", f.extract as "提取", null::varchar as "文件",
         null::integer as "读到行数", null::integer as "接收", null::integer as "隔离", null::integer as "重复",
         null::integer as "空行", null::integer as "标题与合计", null::varchar as "处理决定", null::varchar as "原因",
         coalesce(w.word, f.term) as "列", f.flag_code as "标记", count(*)::integer as "存疑行数"
  from standardised.flag as f
  join reference.extract as x on x.extract = f.extract
  cross join reference.run as r
  left join column_word as w on w.extract = f.extract and w.term = f.term
  group by x.department, r.batch, f.extract, coalesce(w.word, f.term), f.flag_code
)
select department, "类别", "批次", "提取", "文件", "读到行数", "接收", "隔离", "重复", "空行", "标题与合计", "处理决定", "原因",
       "列", "标记", "存疑行数"
from (select * from files union all by name select * from flags)
order by department, part, "批次", "提取", "文件", "列", "标记"
