-- 逐项说明资格的家庭: 正在申请的、在册或在领的、收入查全而低于边缘线的、有所列事实的;其余家庭不逐项写
with rural as (
  select distinct household_id from verified.fact where fact_code = 'rural_household' and is_known
),
known as (
  select f.household_id
  from verified.fact as f
  where f.household_id is not null
    and (f.fact_code in ('on_roll', 'receives_benefit')
         or in_list('eligibility_scope_facts', f.fact_code))
),
poor as (
  select i.household_id
  from verified.household_income as i
  join linked.household as h on h.household_id = i.household_id
  left join rural as r on r.household_id = i.household_id
  where i.is_complete
    and i.income_fen < h.member_count * param_at('low_income_line', as_of(), r.household_id is not null)
)
select household_id from verified.report_case where case_state = 'open' and household_id is not null
union
select household_id from known
union
select household_id from poor
