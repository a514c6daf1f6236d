-- 无授权不核对: 只为核对目的送来的条线,须有本人对该条线在有效期内的授权;未申报的人没有授权
with guarded as (
  select distinct line
  from reference.item_extract
  where is_guarded
),
signed as (
  select a.application_number, l.person_id, words_of(a.scope) as scopes,
         case when a.revoked_date <= as_of() then 'revoked'
              when a.signed_date is null or a.valid_to_date is null then 'undated'
              when a.signed_date > as_of() then 'not_yet'
              when a.valid_to_date < as_of() then 'expired'
              else 'authorised' end as state
  from standardised."民政_核对授权书" as a
  join linked.record_link as l on l.record_key = a.record_key
),
answered as (
  select m.report_id, m.person_id, g.line,
         bool_or(s.state = 'authorised'
                 and (list_contains(s.scopes, '全部') or list_contains(s.scopes, g.line))) as is_authorised,
         max(case when s.state = 'authorised' then 'out_of_scope' else s.state end) as reason
  from verified.report_member as m
  cross join guarded as g
  left join signed as s on s.application_number = m.application_number and s.person_id = m.person_id
  group by m.report_id, m.person_id, g.line
)
select m.report_id, m.person_id, a.line,
       case when c.case_state <> 'open' or m.is_deceased then false
            when is_delivered('民政_核对授权书') then coalesce(a.is_authorised, false)
            else m.is_declared and param_text('authorisation_when_register_absent') = 'application_counts'
       end as is_permitted,
       case when c.case_state <> 'open' then 'case_closed'
            when m.is_deceased then 'deceased'
            when is_delivered('民政_核对授权书') and coalesce(a.is_authorised, false) then 'authorised'
            when is_delivered('民政_核对授权书') then coalesce(a.reason, 'no_authorisation')
            when not m.is_declared then 'not_declared'
            else param_text('authorisation_when_register_absent') end as reason
from verified.report_member as m
join verified.report_case as c on c.report_id = m.report_id
join answered as a on a.report_id = m.report_id and a.person_id = m.person_id
