-- 一户属于哪一类: 人数、成员情形、工资份数(没有或一份的不写)与所适用的标准(农村另有标准的,写明农村)相同的家庭,同样的收入得到同样的待遇,只算一次
with rural as (
  select distinct household_id from verified.fact where fact_code = 'rural_household' and is_known
),
counted as (
  select household_id, count(*)::bigint as member_count, array_to_string(list_select(list(member_class), list_grade_up(list(place))), '、') as members,
         count(*) filter (where is_earner)::bigint as earner_count
  from class_member
  group by household_id
),
lines as (
  -- 城乡同一标准的不分
  select param_at('dibao_standard', as_of(), true) is distinct from param_at('dibao_standard', as_of(), false)
           or param_at('low_income_line', as_of(), true) is distinct from param_at('low_income_line', as_of(), false) as are_apart
)
select c.household_id, c.member_count, case when c.earner_count > 1 then c.earner_count else 1 end::bigint as earner_count,
       r.household_id is not null and l.are_apart as is_rural,
       c.members || case when c.earner_count > 1 then '(' || c.earner_count || '份工资)' else '' end
         || case when r.household_id is not null and l.are_apart then '(农村)' else '' end as class_code
from counted as c
cross join lines as l
left join rural as r on r.household_id = c.household_id
