-- 来源记录归到人: 无授权不核对(在册人员可为监测读税务);重复的只计一次,冲销的相抵,同一单位逐月实收优先于年度总额,去世之后的不算
with permitted as (
  select distinct person_id, line
  from verified.permission
  where is_permitted
),
reported as (
  select distinct person_id
  from verified.report_member
),
on_roll as (
  select m.person_id
  from linked.household as h
  join linked.household_member as m on m.household_id = h.household_id
  where h.basis = 'roll'
  union
  select l.person_id
  from linked.record_link as l
  where l.extract in ('民政_低保在册', '民政_低保成员') and in_list('evidence_link_tiers', l.link_tier)
),
concerned as (
  select person_id from reported
  union
  select person_id from permitted
  union
  select person_id from on_roll
),
sources as (
  select x.item_code, x.extract, x.line, i.measures,
         not x.is_guarded as is_open, list_contains(e.purposes, 'monitoring') as is_monitored,
         not x.is_guarded and i.measures = 'income' as is_for_all
  from reference.item_extract as x
  join reference.item as i on i.item_code = x.item_code
  join reference.extract as e on e.extract = x.extract
),
holders as (
  -- 有的来源自己说出是谁的(如被赡养人),其余凭归人结果
  select distinct r.record_key, r.person_id, 'L1' as link_tier
  from item_row as r
  where r.person_id is not null
  union all
  select l.record_key, l.person_id, l.link_tier
  from linked.record_link as l
  where l.extract not in (select extract from item_row where person_id is not null)
    and l.extract in (select extract from sources where is_for_all)
  union all
  -- 只有不设限的收入要看每一个人
  select l.record_key, l.person_id, l.link_tier
  from linked.record_link as l
  join concerned as c on c.person_id = l.person_id
  where l.extract not in (select extract from item_row where person_id is not null)
    and l.extract in (select extract from sources)
    and l.extract not in (select extract from sources where is_for_all)
),
linked_row as (
  select h.person_id, h.link_tier, r.item_code, r.extract, r.record_key, r.record_number, r.basis, r.kind, r.unit_text,
         r.quantity, r.share, r.amount_fen, r.month, r.as_of_date, r.valid_from, r.valid_to, r.is_exempt, r.likeness, r.payer,
         s.line, s.measures, s.is_open, s.is_monitored,
         case when r.refused is not null then r.refused
              when r.amount_fen is null and s.measures <> 'count' then 'no_amount' end as refused
  from item_row as r
  join sources as s on s.item_code = r.item_code and s.extract = r.extract
  join holders as h on h.record_key = r.record_key
),
found as (
  select r.person_id, r.link_tier, r.item_code, r.extract, r.record_key, r.record_number, r.basis, r.kind,
         case when r.unit_text is not null then (hash(r.unit_text) >> 1)::bigint end as unit_key,
         r.quantity, r.share, r.amount_fen, r.month, r.as_of_date, r.valid_from, r.valid_to,
         coalesce(r.is_exempt, false) as is_exempt, r.likeness, r.payer,
         case when r.refused is not null then r.refused
              when r.measures = 'income' and r.month > month_of(i.deceased_date) then 'after_death' end as refused
  from linked_row as r
  left join permitted as p on p.person_id = r.person_id and p.line = r.line
  left join on_roll as o on o.person_id = r.person_id
  left join reported as m on m.person_id = r.person_id
  left join linked.identity as i on i.person_id = r.person_id
  where (r.is_open or p.person_id is not null or (r.is_monitored and o.person_id is not null))
    and (m.person_id is not null or (r.measures = 'income' and r.basis <> 'register'))
),
keyed as (
  select person_id, link_tier, item_code, extract, record_key, record_number, basis, kind, unit_key, quantity, share,
         amount_fen, month, as_of_date, valid_from, valid_to, is_exempt, refused, payer, basis = 'point' as is_point,
         amount_fen < 0 and basis <> 'point' as is_taken_back,
         case when basis = 'point' then coalesce(unit_key, record_key)
              else coalesce((likeness >> 1)::bigint, record_key) end as likeness
  from found
),
alike as (
  -- 同样的记录给过几笔,又冲销了几笔
  select person_id, item_code, extract, likeness, count(*) filter (where is_taken_back) as taken_back,
         count(*) filter (where not is_taken_back) as given
  from keyed
  group by person_id, item_code, extract, likeness
),
replaced as (
  -- 同一单位同一月冲销之后另补了一笔不同数的: 再出现的同数是重复,不是补发
  select person_id, item_code, extract, kind, payer, month
  from keyed
  where basis = 'monthly' and refused is null
  group by person_id, item_code, extract, kind, payer, month
  having bool_or(is_taken_back) and count(distinct likeness) filter (where not is_taken_back) > 1
),
repeated as (
  -- 不止一笔的才要分先后
  select k.person_id, k.item_code, k.record_key, k.month,
         row_number() over (
           partition by k.person_id, k.item_code, k.extract, k.likeness, k.is_taken_back, k.refused is null
           order by k.as_of_date desc nulls last, k.link_tier, k.record_number nulls last, k.record_key) as copy
  from keyed as k
  join alike as a
    on a.person_id = k.person_id and a.item_code = k.item_code and a.extract = k.extract and a.likeness = k.likeness
  where a.taken_back + a.given > 1
),
newest as (
  select person_id, item_code, extract, kind, max(month) as newest_month
  from keyed
  where basis = 'rate' and refused is null
  group by person_id, item_code, extract, kind
),
received as (
  select person_id, item_code, kind, year_of(month) as year, list(distinct payer) as payers,
         bool_or(payer is null) as is_unnamed, sum(amount_fen) as received_fen
  from keyed
  where basis = 'monthly' and refused is null
  group by person_id, item_code, kind, year_of(month)
),
totalled as (
  -- 有写明单位的年度总额、又有写明单位的逐月实收的: 两处有没有一个单位对得上
  select k.person_id, k.item_code, k.kind, year_of(k.month) as year,
         bool_or(list_contains(y.payers, k.payer)) as is_matched
  from keyed as k
  join received as y
    on y.person_id = k.person_id and y.item_code = k.item_code and y.kind is not distinct from k.kind
   and y.year is not distinct from year_of(k.month)
  where k.basis = 'annual' and k.refused is null and k.payer is not null and not y.is_unnamed
  group by k.person_id, k.item_code, k.kind, year_of(k.month)
),
numbered as (
  -- 全城多数人都对得上: 两处写的是同一套单位编号
  select item_code, kind from totalled
  group by item_code, kind
  having share(count(*) filter (where is_matched), count(*)) >= param('payer_numbers_agree_from')
),
told_apart as (
  -- 写的是同一套单位编号: 对不上的单位就是另一处收入
  select t.person_id, t.item_code, t.kind, t.year
  from totalled as t
  left join numbered as n on n.item_code = t.item_code and n.kind is not distinct from t.kind
  where t.is_matched or n.item_code is not null
),
compared as (
  select k.person_id, k.link_tier, k.item_code, k.extract, k.record_key, k.record_number, k.basis, k.kind, k.unit_key,
         k.quantity, k.share, k.amount_fen, k.month, k.as_of_date, k.valid_from, k.valid_to, k.is_exempt, k.refused,
         k.is_point, k.is_taken_back,
         case when q.person_id is null then a.taken_back else 0 end as given_again, a.given, n.newest_month, y.person_id is not null as is_received,
         -- 数目分毫不差的,是同一笔收入写了两个单位编号
         k.payer is null or y.is_unnamed or list_contains(y.payers, k.payer) or k.amount_fen = y.received_fen as is_same_payer,
         t.person_id is not null as is_told_apart,
         case when p.copy is null then 1 else p.copy end as copy
  from keyed as k
  join alike as a
    on a.person_id = k.person_id and a.item_code = k.item_code and a.extract = k.extract and a.likeness = k.likeness
  left join replaced as q
    on q.person_id = k.person_id and q.item_code = k.item_code and q.extract = k.extract and q.month = k.month
   and q.kind is not distinct from k.kind and q.payer is not distinct from k.payer
  left join repeated as p
    on p.person_id = k.person_id and p.item_code = k.item_code and p.record_key = k.record_key
   and p.month is not distinct from k.month
  left join newest as n
    on n.person_id = k.person_id and n.item_code = k.item_code and n.extract = k.extract and n.kind is not distinct from k.kind
  left join received as y
    on y.person_id = k.person_id and y.item_code = k.item_code and y.kind is not distinct from k.kind
   and y.year is not distinct from year_of(k.month)
  left join told_apart as t
    on t.person_id = k.person_id and t.item_code = k.item_code and t.kind is not distinct from k.kind
   and t.year is not distinct from year_of(k.month)
),
judged as (
  select person_id, link_tier, item_code, extract, record_key, record_number, basis, kind, unit_key, quantity, share,
         amount_fen, month, as_of_date, valid_from, valid_to, is_exempt,
         case when refused is not null then refused
              when is_point and copy > 1 then 'same_unit'
              when is_taken_back and copy > larger(given, 1) then 'duplicate_record'
              when not is_point and not is_taken_back and copy > 1 + given_again then 'duplicate_record'
              when basis = 'rate' and month < newest_month then 'superseded'
              when basis = 'annual' and is_received and is_same_payer then 'monthly_receipts_win'
              when basis = 'annual' and is_received and not is_told_apart then 'payer_unclear' end as reason_not_counted
  from compared
)
select person_id, item_code, extract, record_key, record_number, link_tier, basis, kind, unit_key, quantity, share,
       amount_fen, month, as_of_date, valid_from, valid_to,
       reason_not_counted is null as is_counted, reason_not_counted is null and not is_exempt as is_countable,
       coalesce(reason_not_counted, case when is_exempt then 'exempt_use' end) as reason_not_counted
from judged
