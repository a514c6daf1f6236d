-- 新增、不再有或数额不同的证据,按报告与户列出
with old as (
  select subject_id, extract, record_number, month, amount_fen, quantity from older.verified.evidence
),
new as (
  select subject_id, extract, record_number, month, amount_fen, quantity from newer.verified.evidence
),
of_report as (
  select subject_id, extract || '#' || coalesce(record_number, '无记录号') as record from (from old except from new)
  union
  select subject_id, extract || '#' || coalesce(record_number, '无记录号') from (from new except from old)
),
old_row as (
  select household_id, unnest(evidence) as record from older.scored.household_indicator
  union
  select household_id, unnest(evidence) from older.published.alert
),
new_row as (
  select household_id, unnest(evidence) as record from newer.scored.household_indicator
  union
  select household_id, unnest(evidence) from newer.published.alert
),
of_household as (
  select household_id, record from (from old_row except from new_row)
  union
  select household_id, record from (from new_row except from old_row)
  union
  select r.household_id, e.record
  from of_report as e
  join newer.verified.report as r on r.report_id = e.subject_id
)
select subject_id, list_sort(list(distinct record || ' 证据有变')) from of_report group by subject_id
union all
select household_id, list_sort(list(distinct record || ' 证据有变')) from of_household
where household_id is not null
group by household_id
