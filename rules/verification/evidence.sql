-- 报告的证据: 成员的来源记录,须有授权、在窗口之内、同一账户产权号牌全家只计一次、链接可靠
with due as (
  select m.report_id, m.person_id, m.link_tier as member_tier, c.window_from, c.window_to,
         first_day(c.window_from) as window_start, last_day(first_day(c.window_to)) as window_end, c.window_months
  from verified.report_member as m
  join verified.report_case as c on c.report_id = m.report_id
  where m.is_counted and c.case_state = 'open'
),
found as (
  select d.report_id, e.person_id, e.item_code, e.extract, e.record_key, e.record_number,
         case when e.link_tier = 'L1' then d.member_tier else e.link_tier end as link_tier,
         e.unit_key, e.amount_fen, e.quantity, e.month, e.as_of_date, e.basis, e.is_counted, e.is_countable,
         case when not e.is_counted then e.reason_not_counted
              when e.basis = 'monthly' and (e.month < d.window_from or e.month > d.window_to) then 'outside_window'
              when e.basis = 'monthly' and e.month is null then 'no_month'
              when e.basis = 'annual' and not (
                e.month = d.window_to and d.window_months = 12 and month(d.window_end) = 12) then 'outside_window'
              when e.basis = 'annual' and e.month is null then 'no_month'
              when e.basis = 'rate' and (e.valid_from > d.window_end or e.valid_to < first_day(d.window_to))
                then 'not_in_payment'
              when not list_contains(string_split(param_text('evidence_link_tiers'), '、'), e.link_tier)
                then 'link_not_certain'
         end as refused, e.reason_not_counted as remark
  from due as d
  join verified.person_evidence as e on e.person_id = d.person_id
  join reference.extract as x on x.extract = e.extract
  left join verified.permission as p on p.report_id = d.report_id and p.person_id = d.person_id and p.line = x.line
  where list_contains(x.purposes, 'screening') or p.is_permitted
),
shared as (
  select report_id, person_id, item_code, extract, record_key, record_number, link_tier, unit_key, amount_fen, quantity,
         month, as_of_date, basis, is_countable, refused, remark,
         row_number() over (
           partition by report_id, item_code, coalesce(unit_key, record_key), refused is null
           order by link_tier, as_of_date desc nulls last, record_number nulls last, record_key) as copy
  from found
)
select 'report' as subject_kind, report_id as subject_id, item_code, person_id, extract, record_key, record_number,
       link_tier, amount_fen, quantity, month, as_of_date, basis,
       refused is null and copy = 1 as is_counted,
       refused is null and copy = 1 and is_countable as is_countable,
       coalesce(refused, case when copy > 1 then 'same_unit' else remark end) as reason_not_counted
from shared
