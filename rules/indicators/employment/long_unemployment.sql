-- 长期或青年失业: 登记失业满一年,或失业金领完仍失业,或低收入家庭的应届毕业生三个月后仍无业
with facts as (
  select person_id,
         max(case when fact_code = 'registered_unemployed' then date_sub('month', valid_from, as_of()) end) as months,
         bool_or(fact_code = 'unemployment_benefit' and coalesce(valid_to < as_of(), false)) as is_exhausted,
         bool_or(fact_code = 'graduated' and valid_from <= months_before(as_of(), param('graduate_waiting_months'))
                 and list_contains(string_split(param_text('graduate_stages'), '、'), value)) as has_graduated,
         bool_or(fact_code in ('contributing', 'employment_registered', 'studying')) as is_occupied,
         flatten(list(evidence) filter (where fact_code <> 'studying' and fact_code <> 'contributing')) as evidence
  from verified.fact
  where fact_code in ('registered_unemployed', 'unemployment_benefit', 'graduated', 'contributing', 'employment_registered',
                      'studying') and person_id is not null
  group by person_id
),
counted as (
  select v.household_id, max(f.months) as months, count(case when f.is_exhausted then 1 end) as exhausted,
         count(case when f.has_graduated and not f.is_occupied then 1 end) as idle,
         list_sort(list_distinct(flatten(list(f.evidence) filter (
           where f.months is not null or f.is_exhausted or f.has_graduated)))) as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  group by v.household_id
),
judged as (
  select c.household_id, c.months, c.exhausted, c.idle, coalesce(c.evidence, no_evidence()) as evidence,
         i.income_fen < s.member_count * param('low_income_line') as is_low, coalesce(i.is_complete, false) as is_complete
  from counted as c
  join scored.household_size as s on s.household_id = c.household_id
  left join verified.household_income as i on i.household_id = c.household_id
)
select household_id, 'months_registered' as measure, months as value, null::double as worst,
       is_screened('人社_失业登记') and is_screened('教育_学籍') as is_known,
       case when months is not null then evidence else no_evidence() end as evidence, months, null::bigint as members
from judged
union all
select household_id, 'exhausted_benefit' as measure, exhausted as value, null::double as worst, true as is_known, evidence,
       months, exhausted as members
from judged
where exhausted > 0
union all
select household_id, 'idle_graduate' as measure, case when is_complete and is_low then idle end as value,
       case when is_low then idle when not is_low then 0 end as worst, is_complete as is_known, evidence, months, idle as members
from judged
where idle > 0
