-- 申报与核实逐项相比: 差异 = 核实 - 申报;超出容差才算;未知不是零,也不是差异;没有申报栏的项目不算少报
with cases as (
  select report_id, programme_code, window_months, declared_member_count, declared_income_fen, declared_deposits_fen,
         declared_securities_fen, declared_dwelling_count, declared_vehicle_count
  from verified.report_case
  where case_state = 'open'
),
explained as (
  select report_id, person_id
  from verified.report_amount
  where verified_parts is not null
  union
  select m.report_id, m.person_id
  from verified.report_member as m
  join verified.fact as f on f.person_id = m.person_id
  where f.fact_code in ('registered_unemployed', 'studying') and f.is_known
    and (f.valid_to is null or f.valid_to >= as_of())
),
members as (
  select m.report_id, m.person_id, m.is_declared, m.is_counted, m.is_deceased, m.link_tier, m.declared_income_fen,
         i.name_text, e.person_id is not null as is_explained,
         coalesce(age_on(i.birth_date, as_of()) < param('working_age_from')
                  or age_on(i.birth_date, as_of()) >
                    case when i.sex_code = '2' then param('working_age_to_women') else param('working_age_to') end,
                  false) as is_outside_working_age
  from verified.report_member as m
  join cases as c on c.report_id = m.report_id
  left join linked.identity as i on i.person_id = m.person_id
  left join explained as e on e.report_id = m.report_id and e.person_id = m.person_id
),
sizes as (
  select report_id,
         count(*) filter (where is_counted) as counted_count,
         count(*) filter (where is_counted and not is_declared) as left_out_count,
         count(*) filter (where is_counted and not is_declared and link_tier = 'L1') as proven_left_out_count,
         count(*) filter (where is_declared and is_deceased) as deceased_count,
         bool_and(is_explained or is_outside_working_age) filter (where is_counted)
           and bool_or(is_explained) filter (where is_counted) as is_complete,
         bool_and(is_explained or declared_income_fen is null or declared_income_fen = 0)
           filter (where is_counted) as is_every_earner_explained
  from members
  group by report_id
),
sources as (
  select item_code, bool_or(is_delivered) as is_delivered, bool_or(is_guarded) as is_guarded,
         max(line) filter (where is_guarded) as line
  from reference.item_extract
  group by item_code
),
unplaced as (
  -- 证件缺失、尚未归人的记录: 与成员同名的,不能当作“没有”
  select distinct x.item_code, i.name_text
  from linked.record_link as l
  join reference.item_extract as x on x.extract = l.extract
  join linked.identity as i on i.person_id = l.person_id
  where l.link_tier = 'L0' and i.name_text is not null
),
reach as (
  select m.report_id, s.item_code,
         bool_and(not s.is_guarded or coalesce(p.is_permitted, false)) as is_everyone_permitted,
         bool_or(not s.is_guarded or coalesce(p.is_permitted, false)) as is_anyone_permitted,
         bool_and(m.link_tier = 'L1' and u.item_code is null) as is_everyone_certain
  from members as m
  cross join sources as s
  left join unplaced as u on u.item_code = s.item_code and u.name_text = m.name_text
  left join verified.permission as p
    on p.report_id = m.report_id and p.person_id = m.person_id and p.line = s.line
  where m.is_counted
  group by m.report_id, s.item_code
),
income_of_member as (
  select a.report_id, a.person_id, sum(a.verified_parts) as verified_parts, sum(a.proven_parts) as proven_parts
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code
  where i.measures = 'income'
  group by a.report_id, a.person_id
),
income_of_household as (
  select report_id, sum(verified_parts) as verified_parts, sum(proven_parts) as proven_parts
  from income_of_member
  group by report_id
),
income_reach as (
  select bool_or(s.is_delivered) as is_delivered
  from sources as s
  join reference.item as i on i.item_code = s.item_code
  where i.measures = 'income'
),
totals as (
  select report_id, item_code, sum(verified_fen) as verified_fen, sum(proven_fen) as proven_fen,
         sum(verified_quantity) as verified_quantity, sum(proven_quantity) as proven_quantity
  from verified.report_amount
  group by report_id, item_code
),
values_found as (
  -- 家庭收入: 总额对总额
  select c.report_id, 'income' as item_code, null::varchar as person_id, c.declared_income_fen as declared,
         case when not r.is_delivered then null when h.verified_parts is null then 0
              else to_fen(h.verified_parts, 12 * c.window_months) end as verified,
         case when not r.is_delivered then null when h.proven_parts is null then 0
              else to_fen(h.proven_parts, 12 * c.window_months) end as proven,
         coalesce(s.is_complete and s.is_every_earner_explained, false) as is_whole,
         'no_data' as silent_verdict, null::varchar as basis
  from cases as c
  cross join income_reach as r
  join sizes as s on s.report_id = c.report_id
  left join income_of_household as h on h.report_id = c.report_id
  union all
  -- 成员收入: 本人对本人
  select m.report_id, 'income', m.person_id, m.declared_income_fen,
         case when not m.is_explained then null when i.verified_parts is null then 0
              else to_fen(i.verified_parts, 12 * c.window_months) end,
         case when not m.is_explained then null when i.proven_parts is null then 0
              else to_fen(i.proven_parts, 12 * c.window_months) end,
         m.is_explained, 'no_data', null
  from members as m
  join cases as c on c.report_id = m.report_id
  left join income_of_member as i on i.report_id = m.report_id and i.person_id = m.person_id
  where m.is_counted
  union all
  -- 财产: 全家对全家;送达而无记录即为零(仅限链接可靠且已授权者)
  select c.report_id, i.item_code, null,
         case i.declared when 'declared_deposits_fen' then c.declared_deposits_fen
                         when 'declared_securities_fen' then c.declared_securities_fen
                         when 'declared_dwelling_count' then c.declared_dwelling_count
                         when 'declared_vehicle_count' then c.declared_vehicle_count end,
         case when not s.is_delivered or r.is_anyone_permitted is not true then null
              when i.measures = 'amount' then case when t.verified_fen is null then 0 else t.verified_fen end
              when t.verified_quantity is null then 0 else t.verified_quantity end,
         case when not s.is_delivered or r.is_anyone_permitted is not true then null
              when i.measures = 'amount' then case when t.proven_fen is null then 0 else t.proven_fen end
              when t.proven_quantity is null then 0 else t.proven_quantity end,
         coalesce(r.is_everyone_permitted and r.is_everyone_certain, false),
         case when not s.is_delivered then 'no_data' else 'not_authorised' end,
         case when i.measures = 'amount' then 'point' else 'register' end
  from cases as c
  join reference.programme_item as p on p.programme_code = c.programme_code
  join reference.item as i on i.item_code = p.item_code and i.measures in ('amount', 'count')
  join sources as s on s.item_code = i.item_code
  left join reach as r on r.report_id = c.report_id and r.item_code = i.item_code
  left join totals as t on t.report_id = c.report_id and t.item_code = i.item_code
),
compared as (
  select v.report_id, v.item_code, v.person_id, v.declared, v.verified, v.proven, v.basis, v.is_whole, v.silent_verdict,
         floor(larger(t.share * v.declared, t.at_least))::bigint as tolerance
  from values_found as v
  join cases as c on c.report_id = v.report_id
  left join reference.programme_tolerance as t on t.programme_code = c.programme_code and t.item = v.item_code
),
judged as (
  select report_id, item_code, person_id, declared, verified, proven, tolerance, basis, silent_verdict,
         coalesce(verified - declared > tolerance, false) as is_more,
         coalesce(proven - declared > tolerance, false) as is_proven_more,
         coalesce(declared - verified > tolerance and is_whole, false) as is_less
  from compared
)
select report_id, item_code, person_id, declared, verified, verified - declared as difference, tolerance,
       case when verified is null then silent_verdict
            when declared is null then 'no_data'
            when is_more or is_less then 'differs'
            when declared - verified > tolerance then 'no_data'
            else 'agrees' end as verdict,
       case when is_proven_more then 'adverse'
            when is_more then 'undetermined'
            when is_less then 'favourable'
            else 'neutral' end as direction,
       basis, proven, is_proven_more as is_under_declared, is_less as is_over_declared
from judged
union all
-- 成员: 漏列的在世者、列明而已故者,重算家庭之后再定方向
select c.report_id, 'members', null, c.declared_member_count, s.counted_count,
       s.counted_count - c.declared_member_count, 0,
       case when not is_delivered('公安_户籍人口') then 'no_data'
            when s.left_out_count > 0 or s.deceased_count > 0 then 'differs' else 'agrees' end,
       case when s.left_out_count > 0 or s.deceased_count > 0 then 'undetermined' else 'neutral' end,
       'register', s.counted_count, s.proven_left_out_count > 0, false
from cases as c
join sizes as s on s.report_id = c.report_id
union all
select m.report_id, 'members', m.person_id, case when m.is_declared then 1 else 0 end,
       case when m.is_counted then 1 else 0 end,
       case when m.is_counted then 1 else 0 end - case when m.is_declared then 1 else 0 end, 0,
       case when m.is_declared then 'differs' else 'not_declared' end, 'undetermined', 'register',
       case when m.is_counted then 1 else 0 end, not m.is_declared and m.link_tier = 'L1', false
from members as m
where m.is_declared <> m.is_counted
