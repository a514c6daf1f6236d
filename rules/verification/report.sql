-- 核对报告: 标志、限额、应补差额与结论;结论只陈述核对所见,不作批准、拒绝或停发
with members as (
  select m.report_id, m.person_id, m.is_declared, m.link_tier,
         coalesce(age_on(i.birth_date, as_of()) <= param('minor_standard_age'), false) as is_minor,
         coalesce(age_on(i.birth_date, as_of()) < param('working_age_from')
                  or age_on(i.birth_date, as_of()) >
                    case when i.sex_code = '2' then param('working_age_to_women') else param('working_age_to') end,
                  false) as is_outside_working_age
  from verified.report_member as m
  left join linked.identity as i on i.person_id = m.person_id
  where m.is_counted
),
explained as (
  select report_id, person_id from verified.report_amount where verified_parts is not null
  union
  select m.report_id, m.person_id
  from members as m
  join verified.fact as f on f.person_id = m.person_id
  where f.fact_code in ('registered_unemployed', 'studying') and f.is_known
    and (f.valid_to is null or f.valid_to >= as_of())
),
households as (
  select m.report_id, count(*)::integer as member_count,
         count(*) filter (where m.is_minor)::integer as minor_count,
         bool_and(e.person_id is not null or m.is_outside_working_age) and bool_or(e.person_id is not null)
           as income_is_complete
  from members as m
  left join explained as e on e.report_id = m.report_id and e.person_id = m.person_id
  group by m.report_id
),
settings as (
  select programme_code,
         max(case when key = 'earnings_disregard_applies' then text_value end) = 'yes' as is_disregard_applied,
         max(case when key = 'income_not_counted' then text_value end) as income_not_counted
  from reference.programme_value
  group by programme_code
),
in_force as (
  select max(case when name = 'earnings_disregard' then value end) as earnings_disregard,
         max(case when name = 'minimum_wage' then value end) as minimum_wage,
         max(case when name = 'minor_standard' then value end) as minor_standard
  from reference.parameter_in_force
),
countable as (
  select a.report_id,
         sum(case when list_contains(string_split(s.income_not_counted, '、'), a.item_code) then 0
                  when a.item_code = 'income_wage' and s.is_disregard_applied
                       and a.countable_parts >= f.minimum_wage * 12 * c.window_months
                       and f.earnings_disregard is not null
                  then at_least_zero(a.countable_parts - f.earnings_disregard * 12 * c.window_months)
                  else a.countable_parts end)::bigint as countable_parts
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code and i.measures = 'income'
  join verified.report_case as c on c.report_id = a.report_id
  join settings as s on s.programme_code = c.programme_code
  cross join in_force as f
  group by a.report_id
),
assets as (
  select a.report_id, i.limited_as as item,
         sum(case when i.measures = 'amount' then a.countable_fen else a.countable_quantity end)::bigint as held
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code and i.measures in ('amount', 'count')
  group by a.report_id, i.limited_as
),
largest as (
  select max(household_size) as household_size from reference.programme_limit
),
tested as (
  select c.report_id, l.name,
         l.value * case when l.per = 'person' then h.member_count else 1 end
           * case l.item when 'income' then 12 * c.window_months when 'income_year' then c.window_months else 1 end
           as ceiling,
         l.admits,
         case when l.item in ('income', 'income_year') then k.countable_parts else a.held end as measured
  from verified.report_case as c
  join households as h on h.report_id = c.report_id
  cross join largest as g
  join reference.programme_limit as l
    on l.programme_code = c.programme_code and l.household_size = at_most(h.member_count, g.household_size)
  left join countable as k on k.report_id = c.report_id
  left join assets as a on a.report_id = c.report_id and a.item = l.item
  where c.case_state = 'open'
),
exceeded as (
  select report_id, list_sort(list(name)) as limits_exceeded
  from tested
  where case when admits = 'below' then measured >= ceiling else measured > ceiling end
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
    or (g.benefit = 'supplement' and p.name in ('dibao_standard', 'minor_standard', 'earnings_disregard', 'minimum_wage'))
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
         case when h.report_id is null then 0 else h.member_count end as member_count, h.minor_count,
         coalesce(i.under_declared, false) as under_declared, coalesce(i.over_declared, false) as over_declared,
         coalesce(i.is_unproven, false) as is_unproven, coalesce(i.is_amount_touched, false) as is_amount_touched,
         coalesce(e.limits_exceeded, no_evidence()) as limits_exceeded,
         i.verified_income_fen, i.proven_income_fen,
         case when i.proven_income_fen is not null and k.countable_parts is null then 0
              else to_fen(k.countable_parts, 12 * c.window_months) end as countable_income_fen,
         coalesce(h.income_is_complete, false) as income_is_complete,
         o.application_number is not null as is_objected, u.report_id is not null as is_unauthorised,
         coalesce(m.sources_missing, no_evidence()) as sources_missing, p.parameters_used, g.benefit
  from verified.report_case as c
  join reference.programme as g on g.programme_code = c.programme_code
  cross join missing as m
  left join households as h on h.report_id = c.report_id
  left join items as i on i.report_id = c.report_id
  left join exceeded as e on e.report_id = c.report_id
  left join countable as k on k.report_id = c.report_id
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
         a.sources_missing, a.parameters_used, a.benefit,
         len(a.limits_exceeded) > 0 as exceeds_limit,
         (a.under_declared and list_contains(string_split(param_text('difference_flags'), '、'), 'under_declared'))
           or (a.over_declared and list_contains(string_split(param_text('difference_flags'), '、'), 'over_declared'))
           as has_difference,
         case when a.benefit = 'supplement' then
           (a.member_count - a.minor_count) * param('dibao_standard')
           + a.minor_count * coalesce(f.minor_standard, param('dibao_standard')) end as standard_fen,
         case when a.income_is_complete or a.declared_income_fen is null then a.countable_income_fen
              when a.countable_income_fen is null then a.declared_income_fen
              else larger(a.countable_income_fen, a.declared_income_fen) end as assessed_income_fen,
         case when a.case_state <> 'open' then a.case_state
              when a.is_objected then 'objection'
              when len(a.sources_missing) > 0 then 'missing'
              when a.is_unauthorised then 'unauthorised'
              when a.is_unproven and not a.under_declared and len(a.limits_exceeded) = 0 then 'objection'
         end as excluded_reason
  from assembled as a
  cross join in_force as f
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
       case when case_state <> 'open' or standard_fen is null then null
            when exceeds_limit then 0
            else at_least_zero(standard_fen - assessed_income_fen)::bigint end as benefit_fen,
       member_count,
       case when under_declared or exceeds_limit then 'adverse'
            when is_unproven then 'undetermined'
            when over_declared then 'favourable'
            else 'neutral' end as direction,
       excluded_reason, sources_missing, coalesce(parameters_used, no_evidence()) as parameters_used
from flagged
