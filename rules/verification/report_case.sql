-- 一份报告 = 一个家庭组成 x 一个项目 x 一次委托;窗口为锚定月止的若干个完整月
with applications as (
  select a.record_key, a.application_number, code_of('programme', a.programme) as programme_code, a.accepted_date,
         a.issued_date, a.case_status, a.declared_member_count, a.declared_income_fen, a.declared_deposits_fen,
         a.declared_securities_fen, a.declared_dwelling_count, a.declared_vehicle_count,
         row_number() over (
           partition by a.application_number
           order by a.delivered_batch desc, a.accepted_date desc nulls last, a.issued_date desc nulls last,
                    a.record_key) as copy
  from standardised."民政_救助申请" as a
  where a.application_number is not null
    and (a.accepted_date is null or a.accepted_date <= as_of())
),
named as (
  select m.application_number, l.person_id,
         row_number() over (partition by m.application_number order by l.link_tier, m.record_number, m.record_key) as copy
  from standardised."民政_申请家庭成员" as m
  join linked.record_link as l on l.record_key = m.record_key
  where m.relation = '本人'
),
remaining as (
  -- 申请人已故的,是同列的人现在的那一户
  select m.application_number, min(o.household_id) as household_id
  from standardised."民政_申请家庭成员" as m
  join linked.record_link as l on l.record_key = m.record_key
  join linked.household_member as o on o.person_id = l.person_id
  where m.relation is distinct from '本人'
  group by m.application_number
),
windows as (
  select a.record_key, a.application_number, a.programme_code, a.accepted_date, a.issued_date, a.case_status,
         a.declared_member_count, a.declared_income_fen, a.declared_deposits_fen, a.declared_securities_fen,
         a.declared_dwelling_count, a.declared_vehicle_count,
         m.value::integer as window_months,
         case when w.text_value = 'application' and a.accepted_date is not null
              then month_shift(month_of(a.accepted_date), -1)
              else anchor_month() end as window_to
  from applications as a
  join reference.programme_value as m on m.programme_code = a.programme_code and m.key = 'lookback_months'
  join reference.programme_value as w on w.programme_code = a.programme_code and w.key = 'lookback_anchor'
  where a.copy = 1
)
select 'R-' || w.application_number as report_id, w.application_number, w.programme_code,
       coalesce(n.person_id, l.person_id) as applicant_person_id, h.household_id,
       coalesce(h.street_code, i.street_code, '未定街道') as street_code, w.accepted_date, w.issued_date,
       case when w.case_status = '撤回' then 'withdrawn' when w.case_status = '终止' then 'ended' else 'open' end
         as case_state,
       month_shift(w.window_to, 1 - w.window_months) as window_from, w.window_to, w.window_months,
       w.declared_member_count, w.declared_income_fen, w.declared_deposits_fen, w.declared_securities_fen,
       w.declared_dwelling_count, w.declared_vehicle_count
from windows as w
left join named as n on n.application_number = w.application_number and n.copy = 1
left join linked.record_link as l on l.record_key = w.record_key
left join linked.household_member as m on m.person_id = coalesce(n.person_id, l.person_id)
left join remaining as r on r.application_number = w.application_number
left join linked.household as h on h.household_id = coalesce(m.household_id, r.household_id)
left join linked.identity as i on i.person_id = coalesce(n.person_id, l.person_id)
