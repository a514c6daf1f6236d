-- 住房: 规划用途为住宅的产权证数,共有人同证只计一次
with permitted as (
  select distinct person_id
  from verified.permission
  where line = '不动产' and is_permitted
),
found as (
  select l.person_id, t.record_key, t.record_number, l.link_tier, null::bigint as amount_fen, 1 as quantity, case when t.use is null then 'unknown_use'
              when not list_contains(string_split(param_text('dwelling_uses'), '、'), t.use) then 'other_use' end as refused,
         false as is_exempt, null::date as as_of_date,
         case when t.title_number is not null then (hash(t.title_number) >> 1)::bigint end as unit_key
  from standardised."不动产_权利人" as t
  join linked.record_link as l on l.record_key = t.record_key
  left join permitted as p on p.person_id = l.person_id
  where p.person_id is not null or may_screen('不动产_权利人')
),
ranked as (
  select person_id, record_key, record_number, link_tier, amount_fen, quantity, refused, is_exempt, as_of_date, unit_key,
         row_number() over (
           partition by person_id, coalesce(unit_key, record_key), refused is null
           order by as_of_date desc nulls last, link_tier, record_number nulls last, record_key) as copy
  from found
),
judged as (
  select person_id, record_key, record_number, link_tier, amount_fen, quantity, is_exempt, as_of_date, unit_key,
         case when refused is not null then refused when copy > 1 then 'same_unit' end as reason_not_counted
  from ranked
)
select person_id, 'asset_dwelling' as item_code, '不动产_权利人' as extract, record_key, record_number, link_tier,
       'point' as basis, unit_key, quantity, amount_fen, null::varchar as month, as_of_date,
       null::date as valid_from, null::date as valid_to,
       reason_not_counted is null as is_counted, reason_not_counted is null and not is_exempt as is_countable,
       coalesce(reason_not_counted, case when is_exempt then 'exempt_use' end) as reason_not_counted
from judged
