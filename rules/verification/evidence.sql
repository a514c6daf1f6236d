-- 报告的证据: 成员的来源记录,须有授权、在窗口之内、同一账户产权号牌全家只计一次、链接可靠;支出看十二个月;更正裁定列在旁边
with due as (
  select m.report_id, m.person_id, m.link_tier as member_tier, i.measures, c.window_to,
         case when i.measures = 'spending' then month_shift(c.window_to, 1 - 12) else c.window_from end as window_from,
         last_day(first_day(c.window_to)) as window_end,
         case when i.measures = 'spending' then 12 else c.window_months end as window_months
  from verified.report_member as m
  join verified.report_case as c on c.report_id = m.report_id
  cross join (select distinct measures from reference.item) as i
  where m.is_counted and c.case_state = 'open'
),
found as (
  select d.report_id, e.person_id, e.item_code, e.extract, e.record_key, e.record_number,
         case when e.link_tier = 'L1' then d.member_tier else e.link_tier end as link_tier,
         e.kind, e.unit_key, e.amount_fen, e.quantity, e.share, e.month, e.as_of_date, e.basis, e.is_counted, e.is_countable,
         case when not e.is_counted then e.reason_not_counted
              when e.basis = 'monthly' and (e.month < d.window_from or e.month > d.window_to) then 'outside_window'
              when e.basis = 'monthly' and e.month is null then 'no_month'
              when e.basis = 'annual' and not (
                e.month = d.window_to and d.window_months = 12 and month(d.window_end) = 12) then 'outside_window'
              when e.basis = 'annual' and e.month is null then 'no_month'
              when e.basis = 'rate' and (e.valid_from > d.window_end or e.valid_to < first_day(d.window_to))
                then 'not_in_payment'
              when not in_list('evidence_link_tiers', e.link_tier)
                then 'link_not_certain'
         end as refused, e.reason_not_counted as remark
  from due as d
  join verified.person_evidence as e on e.person_id = d.person_id
  join reference.item_extract as x on x.item_code = e.item_code and x.extract = e.extract
  join reference.item as i on i.item_code = e.item_code and i.measures = d.measures
  left join verified.permission as p on p.report_id = d.report_id and p.person_id = d.person_id and p.line = x.line
  where not x.is_guarded or p.is_permitted
),
several as (
  -- 不止一条的,才要分先后、合份额
  select report_id, item_code, coalesce(unit_key, record_key) as unit_key, refused is null as is_accepted
  from found
  group by report_id, item_code, coalesce(unit_key, record_key), refused is null
  having count(*) > 1
),
divided as (
  select f.report_id, f.person_id, f.item_code, f.record_key, f.month,
         sum(f.share) over (partition by f.report_id, f.item_code, s.unit_key, s.is_accepted) as household_share,
         row_number() over (
           partition by f.report_id, f.item_code, s.unit_key, s.is_accepted
           -- 同一处房屋,产权在前、网签在后
           order by f.link_tier, f.extract, f.as_of_date desc nulls last, f.record_number nulls last, f.record_key) as copy
  from found as f
  join several as s
    on s.report_id = f.report_id and s.item_code = f.item_code and s.unit_key = coalesce(f.unit_key, f.record_key)
   and s.is_accepted = (f.refused is null)
),
shared as (
  select f.report_id, f.person_id, f.item_code, f.extract, f.record_key, f.record_number, f.link_tier, f.kind, f.amount_fen,
         f.quantity, f.month, f.as_of_date, f.basis, f.is_countable, f.refused, f.remark,
         case when d.copy is null then f.share else d.household_share end as household_share,
         case when d.copy is null then 1 else d.copy end as copy
  from found as f
  left join divided as d
    on d.report_id = f.report_id and d.person_id = f.person_id and d.item_code = f.item_code and d.record_key = f.record_key
   and d.month is not distinct from f.month
),
judged as (
  select report_id, person_id, item_code, extract, record_key, record_number, link_tier, kind, amount_fen, quantity, month,
         as_of_date, basis, refused is null and copy = 1 as is_counted,
         refused is null and copy = 1 and is_countable and coalesce(household_share >= param('share_counted_from'), true)
           as is_countable,
         coalesce(refused, case when copy > 1 then 'same_unit'
                                when household_share < param('share_counted_from') then 'small_share'
                                else remark end) as reason_not_counted,
         in_list('adverse_link_tiers', link_tier) as is_certain, in_list('question_extracts', extract) as is_question
  from shared
),
sources as (
  select report_id, item_code, count(distinct extract) as source_count
  from judged
  where is_counted and is_certain and is_question
  group by report_id, item_code
),
years as (
  -- 一人一类收入一年: 证件有效的年度总额,与逐月实收之和
  select report_id, person_id, item_code, kind, year_of(month) as year,
         sum(amount_fen) filter (
           where basis = 'annual' and is_certain and reason_not_counted = 'monthly_receipts_win') as total_fen,
         sum(amount_fen) filter (
           where basis = 'monthly' and (is_counted or reason_not_counted = 'outside_window')) as received_fen
  from judged
  where basis in ('annual', 'monthly')
  group by report_id, person_id, item_code, kind, year_of(month)
)
select 'report' as subject_kind, j.report_id as subject_id, j.item_code, j.person_id, j.extract, j.record_key, j.record_number,
       j.link_tier, j.kind, j.amount_fen, j.quantity, j.month, j.as_of_date, j.basis, j.is_counted, j.is_countable,
       -- 证实: 证件有效的登记来源,或两个互相独立的来源,或逐月实收之和没有超过证件有效的年度总额
       j.is_counted and case when j.is_certain then not j.is_question or s.source_count > 1
                             else j.basis = 'monthly' and coalesce(y.total_fen >= y.received_fen, false) end as is_proven,
       j.reason_not_counted
from judged as j
left join sources as s on s.report_id = j.report_id and s.item_code = j.item_code
left join years as y
  on y.report_id = j.report_id and y.person_id = j.person_id and y.item_code = j.item_code
 and y.kind is not distinct from j.kind and y.year = year_of(j.month)
union all
select 'report', o.report_id, o.item_code, c.applicant_person_id, '核对_异议登记', o.record_key, o.record_number, 'L1',
       o.objection_state, case when i.measures = 'count' or o.item_code = 'members' then null else o.corrected end,
       case when i.measures = 'count' or o.item_code = 'members' then o.corrected end, null,
       coalesce(o.decided_date, o.raised_date), null, false, false, false,
       case o.objection_state when 'upheld' then 'corrected' when 'refused' then 'objection_refused'
                              else 'under_objection' end
from verified.report_objection as o
join verified.report_case as c on c.report_id = o.report_id
left join reference.item as i on i.item_code = o.item_code
where c.applicant_person_id is not null
