-- 内容或归人有变的送达记录;没有记录号的按内容认
with old as (
  select r.extract, coalesce(r.record_number, hash(r.content)::varchar) as record, r.record_number, l.person_id, r.content
  from before_row as r
  left join before.record_link as l on l.record_key = r.record_key
),
new as (
  select r.extract, coalesce(r.record_number, hash(r.content)::varchar) as record, r.record_number, l.person_id, r.content
  from after_row as r
  left join after.record_link as l on l.record_key = r.record_key
)
select distinct coalesce(o.extract, n.extract) as extract, coalesce(o.record_number, n.record_number) as record_number,
       o.person_id as old_person_id, n.person_id as new_person_id,
       case when o.content is null then '新增' when n.content is null then '不再送达'
            when o.content <> n.content then '内容有变' else '改归' end as change,
       list_filter(range(1, len(o.content) + 1), lambda i: o.content[i] is distinct from n.content[i]) as places
from old as o
full join new as n on n.extract = o.extract and n.record = o.record
where o.content is distinct from n.content or o.person_id is distinct from n.person_id
