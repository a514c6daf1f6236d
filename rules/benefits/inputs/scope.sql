-- 逐项说明资格的家庭: 正在申请的、在册或在领的、收入查全而低于边缘线的、有所列事实的;其余家庭不逐项写
with known as (
  select f.household_id
  from verified.fact as f
  where f.household_id is not null
    and (f.fact_code in ('on_roll', 'receives_benefit')
         or list_contains(string_split(param_text('eligibility_scope_facts'), '、'), f.fact_code))
),
poor as (
  select i.household_id
  from verified.household_income as i
  join linked.household as h on h.household_id = i.household_id
  where i.is_complete and i.income_fen < h.member_count * param('low_income_line')
)
select household_id from verified.report_case where case_state = 'open' and household_id is not null
union
select household_id from known
union
select household_id from poor
