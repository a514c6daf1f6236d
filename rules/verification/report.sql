-- 核对报告: 标志、限额、应补差额与结论;结论只陈述核对所见,不作批准、拒绝或停发
with households as (
  select report_id, count(*)::integer as member_count,
         bool_and(is_explained or is_outside_working_age) and bool_or(has_evidence) as income_is_complete
  from verified.report_person
  group by report_id
),
exceeded as (
  select report_id,
         list_sort(list(limit_name) filter (where not is_objected)) as limits_exceeded,
         bool_and(limit_item = 'income') as is_income_only,
         bool_or(is_objected) as is_objected
  from verified.report_limit
  where case when admits = 'below' then measured >= ceiling else measured > ceiling end
  group by report_id
),
items as (
  select report_id, bool_or(is_under_declared) as under_declared, bool_or(is_over_declared) as over_declared,
         bool_or(direction = 'adverse' or (item_code = 'members' and is_under_declared)) as is_adverse,
         bool_or(direction = 'favourable') as is_favourable,
         bool_or(direction = 'undetermined' and verdict <> 'under_objection'
                 and (item_code <> 'members' or (verdict = 'not_declared' and not is_under_declared))) as is_unproven,
         bool_or(verdict = 'under_objection') as is_objected,
         bool_or(item_code in ('income', 'members') and verdict in ('differs', 'not_declared')) as is_amount_touched,
         bool_or(item_code = 'income' and person_id is null and verdict = 'agrees') as is_income_agreed,
         max(case when item_code = 'income' and person_id is null then verified end) as verified_income_fen,
         max(case when item_code = 'income' and person_id is null then proven end) as proven_income_fen
  from verified.report_item
  group by report_id
),
needed as (
  select distinct i.programme_code, x.line, x.item_code, x.is_guarded
  from reference.programme_item as i
  join reference.item as k
    on k.item_code = i.item_code or (i.item_code = 'income' and k.measures = 'income')
  join reference.item_extract as x on x.item_code = k.item_code and x.is_delivered and not x.is_beside
),
unauthorised as (
  select p.report_id, bool_or(s.is_nothing) as is_nothing
  from verified.permission as p
  join verified.report_member as m on m.report_id = p.report_id and m.person_id = p.person_id
  join verified.report_case as c on c.report_id = p.report_id
  join (select distinct programme_code, line from needed where is_guarded) as n
    on n.programme_code = c.programme_code and n.line = p.line
  join (
    select report_id, person_id, not bool_or(is_permitted) as is_nothing
    from verified.permission
    group by report_id, person_id) as s on s.report_id = p.report_id and s.person_id = p.person_id
  where not p.is_permitted and m.is_declared and m.is_counted
  group by p.report_id
),
silent as (
  select r.report_id, list_sort(list(distinct r.line || '(未回复)')) as lines
  from verified.source_reply as r
  join verified.report_case as c on c.report_id = r.report_id
  join (
    select distinct n.programme_code, n.line
    from needed as n
    join reference.extract as e on e.line = n.line and in_list('necessary_extracts', e.extract)) as n
    on n.programme_code = c.programme_code and n.line = r.line
  where r.reply_state = 'silent'
  group by r.report_id
),
missing as (
  select coalesce(list_sort(list(extract)), no_evidence()) as sources_missing
  from reference.extract
  where not is_delivered and in_list('necessary_extracts', extract)
),
used as (
  select g.programme_code, p.holds_in_villages as is_rural,
         list_sort(list(p.name || '=' || p.shown || '(' || p.status || case when r.is_outdated then ';参数待更新' else '' end
                        || ')')) as parameters_used
  from reference.programme as g
  cross join reference.run as r
  join reference.residence_parameter as p
    on p.valid_from <= r.as_of and coalesce(p.valid_to >= r.as_of, true) and (
    p.programme_code = g.programme_code
    or p.name in ('authorisation_when_register_absent', 'difference_flags', 'evidence_link_tiers', 'contest_working_days',
                  'no_authorisation_follows', 'partial_authorisation_follows')
    or (g.benefit = 'supplement' and p.name in (
          select name from reference.benefit_parameter as b where b.programme_code = g.programme_code)))
  group by g.programme_code, p.holds_in_villages
),
days as (
  select c.report_id, (b.working_day_number - a.working_day_number)::integer as working_days
  from verified.report_case as c
  join reference.calendar as a on a.day = c.accepted_date
  join reference.calendar as b on b.day = c.issued_date
  where c.issued_date >= c.accepted_date
),
issued as (
  select c.report_id, a.working_day_number + param('contest_working_days') as last_number
  from verified.report_case as c
  join reference.calendar as a on a.day = c.issued_date
),
windows as (
  select i.report_id, min(b.day) as contest_until
  from issued as i
  join reference.calendar as b on b.working_day_number = i.last_number
  group by i.report_id
),
assembled as (
  select c.report_id, c.application_number, c.programme_code, c.household_id, c.street_code, c.accepted_date,
         c.issued_date, c.case_state, w.working_days, x.contest_until, c.declared_income_fen,
         case when h.report_id is null then 0 else h.member_count end as member_count,
         coalesce(i.under_declared, false) as under_declared, coalesce(i.over_declared, false) as over_declared,
         coalesce(i.is_adverse, false) as is_adverse,
         coalesce(i.is_favourable, false) as is_favourable, coalesce(i.is_unproven, false) as is_unproven,
         coalesce(i.is_objected, false) or coalesce(e.is_objected, false) as is_objected,
         coalesce(i.is_amount_touched, false) as is_amount_touched,
         coalesce(e.limits_exceeded, no_evidence()) as limits_exceeded, i.verified_income_fen, i.proven_income_fen,
         case when i.proven_income_fen is not null or k.received_fen > 0 then k.countable_fen end as countable_income_fen,
         coalesce(h.income_is_complete, false) as income_is_complete, b.amount_fen,
         case when u.report_id is null then 'counted'
              when u.is_nothing then param_text('no_authorisation_follows')
              else param_text('partial_authorisation_follows') end as authorisation_follows,
         -- 渐退期内只因收入超过标准的,金额照渐退保留
         coalesce(k.taper_month >= 1 and e.is_income_only, false) as is_tapered,
         list_concat(m.sources_missing, coalesce(s.lines, no_evidence())) as sources_missing, p.parameters_used, g.benefit
  from verified.report_case as c
  join reference.programme as g on g.programme_code = c.programme_code
  cross join missing as m
  left join households as h on h.report_id = c.report_id
  left join items as i on i.report_id = c.report_id
  left join exceeded as e on e.report_id = c.report_id
  left join verified.assessment as k on k.case_id = c.report_id
  left join verified.benefit as b on b.case_id = c.report_id and b.programme_code = c.programme_code
  left join unauthorised as u on u.report_id = c.report_id
  left join silent as s on s.report_id = c.report_id
  left join days as w on w.report_id = c.report_id
  left join windows as x on x.report_id = c.report_id
  left join used as p on p.programme_code = c.programme_code and p.is_rural = coalesce(k.is_rural, false)
),
flagged as (
  select a.report_id, a.application_number, a.programme_code, a.household_id, a.street_code, a.accepted_date,
         a.issued_date, a.case_state, a.working_days, a.contest_until, a.declared_income_fen, a.member_count,
         a.under_declared, a.over_declared, a.is_adverse, a.is_favourable, a.is_unproven, a.is_amount_touched, a.limits_exceeded,
         a.verified_income_fen, a.proven_income_fen, a.countable_income_fen, a.income_is_complete,
         a.sources_missing, a.parameters_used, a.benefit, a.amount_fen, a.is_tapered,
         len(a.limits_exceeded) > 0 as exceeds_limit,
         (a.under_declared and in_list('difference_flags', 'under_declared'))
           or (a.over_declared and in_list('difference_flags', 'over_declared')) as has_difference,
         a.is_objected and not a.under_declared and not a.over_declared and len(a.limits_exceeded) = 0 as waits_for_decision,
         a.authorisation_follows
  from assembled as a
),
excluded as (
  select f.report_id, f.application_number, f.programme_code, f.household_id, f.street_code, f.accepted_date,
         f.issued_date, f.case_state, f.working_days, f.contest_until, f.declared_income_fen, f.member_count,
         f.under_declared, f.over_declared, f.is_adverse, f.is_favourable, f.is_unproven, f.is_amount_touched, f.limits_exceeded,
         f.verified_income_fen, f.proven_income_fen, f.countable_income_fen, f.income_is_complete, f.sources_missing,
         f.parameters_used, f.benefit, f.amount_fen, f.is_tapered, f.exceeds_limit, f.has_difference,
         f.authorisation_follows,
         case when f.case_state <> 'open' then f.case_state
              when f.authorisation_follows = 'ended' then 'unauthorised'
              when f.waits_for_decision then 'objection'
              when len(f.sources_missing) > 0 then 'missing'
              when f.authorisation_follows <> 'counted' then 'unauthorised'
              -- 一个可以计入的人都没有(独自服刑、已故): 待人复核
              when f.member_count = 0 then 'objection'
              when f.is_unproven and not f.under_declared and not f.exceeds_limit then 'objection'
         end as excluded_reason
  from flagged as f
)
select report_id, application_number, programme_code, household_id, street_code, accepted_date, issued_date,
       working_days,
       case when case_state <> 'open' then case_state
            when authorisation_follows = 'ended' then 'ended'
            when excluded_reason = 'objection' then 'under_review'
            when excluded_reason in ('missing', 'unauthorised') then 'insufficient'
            when exceeds_limit then 'exceeds_limit'
            when has_difference and benefit = 'supplement' and is_amount_touched then 'differs_amount'
            when has_difference then 'differs_no_effect'
            else 'consistent' end as conclusion,
       has_difference, under_declared, over_declared, exceeds_limit, limits_exceeded, verified_income_fen,
       proven_income_fen, countable_income_fen, declared_income_fen, income_is_complete,
       case when case_state <> 'open' or benefit <> 'supplement' then null
            when exceeds_limit and not is_tapered then 0
            when countable_income_fen is null and (income_is_complete or declared_income_fen is null) then null
            else amount_fen end as benefit_fen,
       member_count,
       case when is_adverse or exceeds_limit then 'adverse'
            when is_unproven then 'undetermined'
            when is_favourable then 'favourable'
            else 'neutral' end as direction,
       excluded_reason, sources_missing, coalesce(parameters_used, no_evidence()) as parameters_used, contest_until,
       coalesce(contest_until >= as_of(), false) as is_contestable
from excluded
