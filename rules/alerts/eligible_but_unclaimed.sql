-- 应享未享: 核对在线内且按月发放的项目未享受;或收入查全而低于低保标准、未在低保名册、又无低保结论
with necessary as (
  select len(string_split(param_text('necessary_extracts'), '、')) as source_count
),
receiving as (
  select household_id, value as programme_code
  from possible_benefit
  where household_id is not null and valid_to >= days_before(as_of(), param('payment_lag_days'))
  union
  select household_id, 'dibao' as programme_code
  from verified.fact
  where fact_code = 'on_roll' and household_id is not null
),
living_aid as (
  select distinct household_id
  from receiving
  where in_list('living_aid_programmes', programme_code)
),
newest as (
  select r.household_id, r.programme_code, r.application_number, r.conclusion, r.benefit_fen, r.issued_date,
         r.sources_missing,
         row_number() over (
           partition by r.household_id, r.programme_code
           order by r.accepted_date desc nulls last, r.application_number desc) as place
  from verified.report as r
  where r.household_id is not null
),
reported as (
  select n.household_id, n.programme_code, 'policy_not_delivered' as disposition, n.issued_date as begun_date,
         [evidence_of('民政_救助申请', n.application_number)] as evidence
  from newest as n
  cross join necessary as c
  join reference.programme as g on g.programme_code = n.programme_code
  left join receiving as b on b.household_id = n.household_id and b.programme_code = n.programme_code
  left join living_aid as a on a.household_id = n.household_id
  where n.place = 1 and n.conclusion in ('consistent', 'differs_no_effect', 'differs_amount')
    and (g.benefit = 'none' or n.benefit_fen > 0)
    and share(c.source_count - len(n.sources_missing), c.source_count) >= param('unclaimed_coverage')
    and n.issued_date <= days_before(as_of(), param('unclaimed_after_days'))
    and in_list('unclaimed_programmes', n.programme_code)
    and (n.programme_code = 'dibao' or is_delivered('民政_救助发放'))
    and b.household_id is null
    and not (n.programme_code = 'dibao' and a.household_id is not null)
),
over_line as (
  select distinct household_id
  from newest
  where place = 1 and conclusion = 'exceeds_limit' and issued_date >= days_before(as_of(), param('circle_report_days'))
),
register as (
  select m.household_id, list(evidence_of('公安_户籍人口', l.record_number)) as evidence
  from linked.record_link as l
  join linked.household_member as m on m.person_id = l.person_id
  where l.extract = '公安_户籍人口' and raises_help(l.link_tier)
  group by m.household_id
),
rural as (
  select distinct household_id from verified.fact where fact_code = 'rural_household' and is_known
),
unreported as (
  select i.household_id, 'dibao' as programme_code, 'possibly_eligible' as disposition, null::date as begun_date,
         i.evidence || coalesce(r.evidence, no_evidence()) as evidence
  from verified.household_income as i
  join linked.household as h on h.household_id = i.household_id
  left join register as r on r.household_id = i.household_id
  left join rural as u on u.household_id = i.household_id
  left join newest as n
    on n.household_id = i.household_id and n.programme_code = 'dibao' and n.place = 1
       and n.conclusion not in ('ended', 'withdrawn')
  left join over_line as o on o.household_id = i.household_id
  left join living_aid as a on a.household_id = i.household_id
  where i.is_complete and len(i.evidence) > 0 and h.member_count > 0
    and i.income_fen < h.member_count * param_at('dibao_standard', as_of(), u.household_id is not null)
    and n.household_id is null and a.household_id is null and o.household_id is null
),
unclaimed as (
  select household_id, programme_code, disposition, begun_date, evidence from reported
  union all
  select household_id, programme_code, disposition, begun_date, evidence from unreported
),
visited_first as (
  select household_id, min(person_id) as person_id
  from linked.household_member
  where role in ('applicant', 'head')
  group by household_id
)
select 'W13' as rule_code, u.household_id, max(v.person_id) as person_id, null::varchar as level,
       min(u.disposition) as disposition, min(u.begun_date) as begun_date, null::date as until_date,
       array_to_string(evidence_list(g.label), '、') as value,
       count(distinct u.programme_code)::double as number_value, flatten(list(u.evidence)) as evidence
from unclaimed as u
join reference.programme as g on g.programme_code = u.programme_code
left join visited_first as v on v.household_id = u.household_id
group by u.household_id
