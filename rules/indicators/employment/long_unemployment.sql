-- 长期或青年失业: 登记失业满一年,或失业金领完仍失业,或低收入家庭的应届毕业生三个月后仍无业
with unemployed as (
  select v.household_id,
         max(case when f.fact_code = 'registered_unemployed' then date_sub('month', f.valid_from, as_of()) end) as months,
         count(distinct case when f.fact_code = 'unemployment_benefit' and f.valid_to < as_of() then f.person_id end)
           as exhausted,
         list_sort(list_distinct(flatten(list(f.evidence)))) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code in ('registered_unemployed', 'unemployment_benefit')
  group by v.household_id
),
graduate as (
  select person_id, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code = 'graduated' and valid_from <= months_before(as_of(), param('graduate_waiting_months'))
    and in_list('graduate_stages', value)
  group by person_id
),
occupied as (
  select distinct f.person_id
  from verified.fact as f
  join graduate as g on g.person_id = f.person_id
  where f.fact_code in ('contributing', 'employment_registered', 'studying')
),
idle as (
  select v.household_id, count(*) as idle, list_sort(flatten(list(g.evidence))) as evidence
  from graduate as g
  join scored.living_member as v on v.person_id = g.person_id
  left join occupied as o on o.person_id = g.person_id
  where o.person_id is null
  group by v.household_id
),
waiting as (
  select g.household_id, g.idle, g.evidence, i.income_fen < s.member_count * param_at('low_income_line', as_of(), s.is_rural) as is_low,
         coalesce(i.is_complete, false) as is_complete
  from idle as g
  join scored.household_size as s on s.household_id = g.household_id
  left join verified.household_income as i on i.household_id = g.household_id
)
select s.household_id, 'months_registered' as measure, u.months as value, null::double as worst,
       is_screened('人社_失业登记') and is_screened('教育_学籍') and s.unidentified_count = 0 as is_known,
       coalesce(u.evidence, no_evidence()) as evidence, u.months, null::bigint as members
from scored.household_size as s
left join unemployed as u on u.household_id = s.household_id
where s.member_count > 0
union all
select household_id, 'exhausted_benefit' as measure, exhausted as value, null::double as worst, true as is_known, evidence,
       months, exhausted as members
from unemployed
where exhausted > 0
union all
select household_id, 'idle_graduate' as measure, case when is_complete and is_low then idle end as value,
       case when is_low then idle when not is_low then 0 end as worst, is_complete as is_known, evidence,
       null::bigint as months, idle as members
from waiting
