-- 核对报告: 标志、限额、应补差额与结论;结论只陈述核对所见,不作批准、拒绝或停发
with exceeded as (
  select report_id, list_sort(list(limit_name)) as limits_exceeded
  from verified.report_limit
  where is_exceeded
  group by report_id
),
items as (
  select report_id, bool_or(is_under_declared) as under_declared, bool_or(is_over_declared) as over_declared,
         bool_or(direction = 'undetermined' and item_code <> 'members') as is_unproven,
         bool_or(item_code in ('income', 'members') and verdict in ('differs', 'not_declared')) as is_amount_touched,
         max(case when item_code = 'income' and person_id is null then verified end) as verified_income_fen,
         max(case when item_code = 'income' and person_id is null then proven end) as proven_income_fen
  from verified.report_item
  group by report_id
),
objections as (
  select distinct application_number
  from standardised."核对_异议登记"
  where status = '受理'
),
unauthorised as (
  select p.report_id
  from verified.permission as p
  join verified.report_member as m on m.report_id = p.report_id and m.person_id = p.person_id
  join reference.item_extract as x on x.line = p.line and x.is_guarded and x.is_delivered
  join verified.report_case as c on c.report_id = p.report_id
  join reference.programme_item as i on i.programme_code = c.programme_code
  where not p.is_permitted and m.is_declared and m.is_counted
    and (i.item_code = x.item_code or (i.item_code = 'income' and x.item_code in (
           select item_code from reference.item where measures = 'income')))
  group by p.report_id
),
missing as (
  select list_sort(list(extract)) as sources_missing
  from reference.extract
  where not is_delivered and list_contains(string_split(param_text('necessary_extracts'), '、'), extract)
),
used as (
  select g.programme_code,
         list_sort(list(p.name || '=' || p.shown || '(' || p.status || case when r.is_outdated then ';参数待更新' else '' end
                        || ')')) as parameters_used
  from reference.programme as g
  cross join reference.run as r
  join reference.parameter_in_force as p
    on p.programme_code = g.programme_code
    or p.name in ('authorisation_when_register_absent', 'difference_flags', 'evidence_link_tiers')
    or (g.benefit = 'supplement' and p.name in (
          select name from reference.benefit_parameter as b where b.programme_code = g.programme_code))
  group by g.programme_code
),
working_days as (
  select c.report_id, (b.working_day_number - a.working_day_number)::integer as working_days
  from verified.report_case as c
  join reference.calendar as a on a.day = c.accepted_date
  join reference.calendar as b on b.day = c.issued_date
  where c.issued_date >= c.accepted_date
),
assembled as (
  select c.report_id, c.application_number, c.programme_code, c.household_id, c.street_code, c.accepted_date,
         c.issued_date, c.case_state, w.working_days, c.declared_income_fen,
         case when k.case_id is null then 0 else k.member_count end as member_count,
         coalesce(i.under_declared, false) as under_declared, coalesce(i.over_declared, false) as over_declared,
         coalesce(i.is_unproven, false) as is_unproven, coalesce(i.is_amount_touched, false) as is_amount_touched,
         coalesce(e.limits_exceeded, no_evidence()) as limits_exceeded,
         i.verified_income_fen, i.proven_income_fen,
         case when i.proven_income_fen is not null or k.received_fen > 0 then k.countable_fen end as countable_income_fen,
         coalesce(k.income_is_complete, false) as income_is_complete, b.amount_fen,
         o.application_number is not null as is_objected, u.report_id is not null as is_unauthorised,
         coalesce(m.sources_missing, no_evidence()) as sources_missing, p.parameters_used, g.benefit
  from verified.report_case as c
  join reference.programme as g on g.programme_code = c.programme_code
  cross join missing as m
  left join verified.assessment as k on k.case_id = c.report_id
  left join verified.benefit as b on b.case_id = c.report_id and b.programme_code = c.programme_code
  left join items as i on i.report_id = c.report_id
  left join exceeded as e on e.report_id = c.report_id
  left join objections as o on o.application_number = c.application_number
  left join unauthorised as u on u.report_id = c.report_id
  left join working_days as w on w.report_id = c.report_id
  left join used as p on p.programme_code = c.programme_code
),
flagged as (
  select a.report_id, a.application_number, a.programme_code, a.household_id, a.street_code, a.accepted_date,
         a.issued_date, a.case_state, a.working_days, a.declared_income_fen, a.member_count, a.under_declared,
         a.over_declared, a.is_unproven, a.is_amount_touched, a.limits_exceeded, a.verified_income_fen,
         a.proven_income_fen, a.countable_income_fen, a.income_is_complete, a.is_objected, a.is_unauthorised,
         a.sources_missing, a.parameters_used, a.benefit, a.amount_fen,
         len(a.limits_exceeded) > 0 as exceeds_limit,
         (a.under_declared and list_contains(string_split(param_text('difference_flags'), '、'), 'under_declared'))
           or (a.over_declared and list_contains(string_split(param_text('difference_flags'), '、'), 'over_declared'))
           as has_difference,
         case when a.case_state <> 'open' then a.case_state
              when a.is_objected then 'objection'
              when len(a.sources_missing) > 0 then 'missing'
              when a.is_unauthorised then 'unauthorised'
              when a.is_unproven and not a.under_declared and len(a.limits_exceeded) = 0 then 'objection'
         end as excluded_reason
  from assembled as a
)
select report_id, application_number, programme_code, household_id, street_code, accepted_date, issued_date,
       working_days,
       case when case_state <> 'open' then case_state
            when excluded_reason = 'objection' then 'under_review'
            when excluded_reason in ('missing', 'unauthorised') then 'insufficient'
            when exceeds_limit then 'exceeds_limit'
            when has_difference and benefit = 'supplement' and is_amount_touched then 'differs_amount'
            when has_difference then 'differs_no_effect'
            else 'consistent' end as conclusion,
       has_difference, under_declared, over_declared, exceeds_limit, limits_exceeded, verified_income_fen,
       proven_income_fen, countable_income_fen, declared_income_fen, income_is_complete,
       case when case_state <> 'open' or benefit <> 'supplement' then null
            when exceeds_limit then 0
            when countable_income_fen is null and (income_is_complete or declared_income_fen is null) then null
            else amount_fen end as benefit_fen,
       member_count,
       case when under_declared or exceeds_limit then 'adverse'
            when is_unproven then 'undetermined'
            when over_declared then 'favourable'
            else 'neutral' end as direction,
       excluded_reason, sources_missing, coalesce(parameters_used, no_evidence()) as parameters_used
from flagged
