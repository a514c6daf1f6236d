-- 申报与核实逐项相比: 差异 = 核实 - 申报;超出容差才算;未知不是零,也不是差异;没有申报栏的项目不算少报;异议中的不作依据
with compared as (
  select v.report_id, v.item_code, v.person_id, v.declared, v.verified, v.proven, v.tolerance, v.basis, v.silent_verdict,
         v.is_objected, v.is_whole, coalesce(i.adverse_when, 'more') as adverse_when,
         coalesce(v.verified - v.declared > v.tolerance, false) as is_more,
         coalesce(v.proven - v.declared > v.tolerance, false) as is_proven_more,
         coalesce(v.declared - v.verified > v.tolerance, false) as is_less,
         coalesce(v.declared - v.verified > v.tolerance and v.is_whole, false) as is_proven_less
  from verified.report_value as v
  left join reference.item as i on i.item_code = v.item_code
)
select report_id, item_code, person_id, declared, verified, verified - declared as difference, tolerance,
       case when is_objected then 'under_objection'
            when verified is null then silent_verdict
            when declared is null then 'no_data'
            when is_more or is_proven_less then 'differs'
            when is_less or (silent_verdict in ('not_replied', 'not_authorised') and not is_whole) then silent_verdict
            else 'agrees' end as verdict,
       case when is_objected then 'undetermined'
            when case when adverse_when = 'more' then is_proven_more else is_proven_less end then 'adverse'
            when adverse_when = 'more' and is_more then 'undetermined'
            when case when adverse_when = 'more' then is_proven_less else is_more end then 'favourable'
            else 'neutral' end as direction,
       basis, proven, is_proven_more and not is_objected as is_under_declared,
       is_proven_less and not is_objected as is_over_declared
from compared
union all
-- 成员: 漏列的在世者、列明而已故或服刑的,重算家庭之后再定方向
select c.report_id, 'members', null, c.declared_member_count, s.counted_count,
       s.counted_count - c.declared_member_count, 0,
       case when o.report_id is not null then 'under_objection'
            when not is_delivered('公安_户籍人口') then 'no_data'
            when s.left_out_count > 0 or s.not_counted_count > 0 then 'differs' else 'agrees' end,
       case when s.left_out_count > 0 or s.not_counted_count > 0 then 'undetermined' else 'neutral' end,
       'register', s.counted_count, s.proven_left_out_count > 0 and o.report_id is null, false
from verified.report_case as c
join (
  select report_id,
         count(*) filter (where is_counted) as counted_count,
         count(*) filter (where is_counted and not is_declared) as left_out_count,
         count(*) filter (where is_counted and not is_declared and is_proven(link_tier)) as proven_left_out_count,
         count(*) filter (where is_declared and not is_counted) as not_counted_count
  from verified.report_member
  group by report_id) as s on s.report_id = c.report_id
left join verified.report_objection as o
  on o.report_id = c.report_id and o.item_code = 'members' and o.objection_state = 'pending'
where c.case_state = 'open'
union all
select m.report_id, 'members', m.person_id, case when m.is_declared then 1 else 0 end,
       case when m.is_counted then 1 else 0 end,
       case when m.is_counted then 1 else 0 end - case when m.is_declared then 1 else 0 end, 0,
       case when o.report_id is not null then 'under_objection' when m.is_declared then 'differs' else 'not_declared' end,
       'undetermined', 'register', case when m.is_counted then 1 else 0 end,
       not m.is_declared and is_proven(m.link_tier) and o.report_id is null, false
from verified.report_member as m
join verified.report_case as c on c.report_id = m.report_id and c.case_state = 'open'
left join verified.report_objection as o
  on o.report_id = c.report_id and o.item_code = 'members' and o.objection_state = 'pending'
where m.is_declared <> m.is_counted
