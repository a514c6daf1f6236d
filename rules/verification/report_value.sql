-- 逐项摆出申报、核实、证实与容差: 没有记录而来源已答的才是零;未授权、未回复、有存疑记录的,不当作查全
with cases as (
  select report_id, programme_code, window_months, 12 * window_months as whole
  from verified.report_case
  where case_state = 'open'
),
households as (
  select report_id,
         bool_and(is_explained or is_outside_working_age) and bool_or(has_evidence) as is_complete,
         bool_and(has_evidence or declared_income_fen is null or declared_income_fen = 0) as is_every_earner_evidenced,
         -- 有申报成员没有写本人收入、也没有记录的,总额比写明的多出来的,可能是他的
         bool_or(is_declared and declared_income_fen is null and not has_evidence) as is_anyone_untold,
         known_sum(declared_income_fen) as told_fen,
         bool_or(unprovable_fen > 0) as is_partly_unprovable,
         bool_or(is_doubtful) as is_doubtful, bool_or(is_silent) as is_silent
  from verified.report_person
  group by report_id
),
income_reach as (
  -- 缺了必需的收入来源,不说他报多了
  select bool_or(s.is_delivered) as is_delivered,
         bool_and(s.is_delivered or not in_list('necessary_extracts', s.extract)) as is_everything_delivered
  from reference.item_extract as s
  join reference.item as i on i.item_code = s.item_code
  where i.measures = 'income' and not s.is_beside
),
sources as (
  select x.item_code, max(i.measures) as measures, bool_or(x.is_delivered) as is_delivered,
         bool_or(x.is_guarded) as is_guarded, max(x.line) as line, bool_and(e.absence = 'closed') as is_closed
  from reference.item_extract as x
  join reference.item as i on i.item_code = x.item_code and i.measures <> 'income'
  join reference.extract as e on e.extract = x.extract
  where not x.is_beside
  group by x.item_code
),
reach as (
  select m.report_id, s.item_code,
         bool_and(not s.is_guarded or r.reply_state <> 'not_permitted') as is_everyone_permitted,
         bool_or((not s.is_guarded or r.reply_state <> 'not_permitted') and r.reply_state <> 'silent') as is_anyone_known,
         bool_and(in_list('evidence_link_tiers', m.link_tier) and d.person_id is null) as is_everyone_certain,
         bool_or(r.reply_state = 'silent') as is_silent,
         bool_and(r.reply_state = 'empty' and r.is_by_receipt) as is_everyone_empty
  from verified.report_person as m
  cross join sources as s
  join verified.source_reply as r on r.report_id = m.report_id and r.person_id = m.person_id and r.line = s.line
  left join verified.report_doubt as d on d.person_id = m.person_id and d.item_code = s.item_code
  group by m.report_id, s.item_code
),
spared as (
  -- 按规定不计入标准的(如残疾人专用车): 申报了的照数,没有申报的不算少报
  select subject_id as report_id, item_code, sum(quantity) as quantity
  from verified.evidence
  where subject_kind = 'report' and is_counted and reason_not_counted = 'exempt_use'
  group by subject_id, item_code
),
objected as (
  select report_id,
         bool_or(objection_state = 'pending') as is_pending, bool_or(objection_state = 'upheld') as is_upheld
  from verified.report_objection
  where item_code = 'income'
  group by report_id
),
found as (
  -- 家庭收入: 总额对总额
  select c.report_id, 'income' as item_code, null::varchar as person_id, d.declared,
         case when not r.is_delivered then null when t.verified is null then 0 else to_fen(t.verified, c.whole) end
           as verified,
         case when not r.is_delivered then null when t.proven is null then 0 else to_fen(t.proven, c.whole) end as proven,
         r.is_everything_delivered and h.is_complete and h.is_every_earner_evidenced and not h.is_partly_unprovable and not h.is_doubtful
           and not h.is_silent
           and not (h.is_anyone_untold and (h.told_fen is null or d.declared > h.told_fen)) as is_whole,
         case when h.is_silent then 'not_replied' else 'no_data' end as silent_verdict, null::varchar as basis,
         coalesce(o.is_pending, false) as is_objected
  from cases as c
  cross join income_reach as r
  join households as h on h.report_id = c.report_id
  left join verified.report_total as t on t.report_id = c.report_id and t.item_code = 'income'
  left join verified.report_declared as d on d.report_id = c.report_id and d.item_code = 'income'
  left join objected as o on o.report_id = c.report_id
  union all
  -- 成员收入: 本人对本人;异议已裁定成立的,只按总额
  select m.report_id, 'income', m.person_id, m.declared_income_fen,
         case when not m.is_explained then null when m.verified_parts is null then 0
              else to_fen(m.verified_parts, c.whole) end,
         case when not m.is_explained then null when m.proven_parts is null then 0
              else to_fen(m.proven_parts, c.whole) end,
         r.is_everything_delivered and m.has_evidence and m.unprovable_fen = 0 and not m.is_doubtful and not m.is_silent,
         case when m.is_silent then 'not_replied' else 'no_data' end, null, coalesce(o.is_pending, false)
  from verified.report_person as m
  join cases as c on c.report_id = m.report_id
  cross join income_reach as r
  left join objected as o on o.report_id = m.report_id
  where not coalesce(o.is_upheld, false)
  union all
  -- 财产与支出: 全家对全家;封闭的来源送达而无记录即为零,开放的来源答过无记录才是零
  select c.report_id, s.item_code, null, d.declared,
         case when t.is_corrected then t.verified
              when not s.is_delivered or r.is_anyone_known is not true then null
              when x.quantity is not null and d.declared is not null and t.verified is not null
              then larger(t.verified - x.quantity, smaller(t.verified, d.declared))
              when t.verified is not null then t.verified
              when s.is_closed or r.is_everyone_empty then 0 end,
         case when t.is_corrected then t.proven
              when not s.is_delivered or r.is_anyone_known is not true then null
              when x.quantity is not null and d.declared is not null and t.proven is not null
              then larger(t.proven - x.quantity, smaller(t.proven, d.declared))
              when t.proven is not null then t.proven
              when s.is_closed or r.is_everyone_empty then 0 end,
         coalesce(t.is_corrected or (r.is_everyone_permitted and r.is_everyone_certain and not r.is_silent), false),
         case when not s.is_delivered then 'no_data' when r.is_silent then 'not_replied'
              when not r.is_everyone_permitted then 'not_authorised' else 'no_data' end,
         case when s.measures = 'amount' then 'point' when s.measures = 'count' then 'register' end,
         coalesce(o.objection_state = 'pending', false)
  from cases as c
  join reference.programme_item as p on p.programme_code = c.programme_code
  join sources as s on s.item_code = p.item_code
  left join reach as r on r.report_id = c.report_id and r.item_code = s.item_code
  left join verified.report_total as t on t.report_id = c.report_id and t.item_code = s.item_code
  left join verified.report_declared as d on d.report_id = c.report_id and d.item_code = s.item_code
  left join spared as x on x.report_id = c.report_id and x.item_code = s.item_code
  left join verified.report_objection as o on o.report_id = c.report_id and o.item_code = s.item_code
),
tolerances as (
  select p.programme_code, i.item_code, coalesce(t.share, g.share) as share, coalesce(t.at_least, g.at_least) as at_least
  from reference.programme as p
  cross join (
    select item_code, measures from reference.item union all select 'income', 'income') as i
  left join reference.programme_tolerance as t on t.programme_code = p.programme_code and t.item = i.item_code
  left join reference.programme_tolerance as g on g.programme_code is null and g.item = i.measures
)
select f.report_id, f.item_code, f.person_id, f.declared, f.verified, f.proven,
       floor(larger(t.share * f.declared, t.at_least))::bigint as tolerance, f.is_whole, f.is_objected, f.silent_verdict,
       f.basis
from found as f
join cases as c on c.report_id = f.report_id
left join tolerances as t on t.programme_code = c.programme_code and t.item_code = f.item_code
