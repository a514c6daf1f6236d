-- 每户在世成员按影响金额的情形归类: 未成年、老年、成年(年龄不详按成年),重残、大重病、残疾;有工资的成年人逐一记下,他们平分全家的工资
with flagged as (
  select f.person_id, bool_or(f.fact_code = 'severe_disability' and f.is_known) as is_severe,
         bool_or(f.fact_code = 'serious_illness' and f.is_known) as is_ill, bool_or(f.fact_code = 'disability') as is_disabled
  from verified.fact as f
  where f.fact_code in ('severe_disability', 'serious_illness', 'disability')
  group by f.person_id
),
waged as (
  select distinct person_id from verified.income_month where category = 'income_wage' and counted_fen > 0
),
limits as (
  select param('minor_standard_age') as minor_age,
         (select max(value) from reference.parameter_in_force where name = 'raised_standard_elderly_age') as elderly_age
),
aged as (
  select m.household_id, m.person_id, age_on(i.birth_date, as_of()) as age, l.minor_age, l.elderly_age,
         coalesce(f.is_severe, false) as is_severe, coalesce(f.is_ill, false) as is_ill,
         coalesce(f.is_disabled, false) as is_disabled, w.person_id is not null as is_waged
  from linked.household_member as m
  join linked.identity as i on i.person_id = m.person_id and i.deceased_date is null
  cross join limits as l
  left join flagged as f on f.person_id = m.person_id
  left join waged as w on w.person_id = m.person_id
),
classed as (
  select household_id, person_id, is_severe, is_ill, is_disabled, is_waged and age > minor_age and age < elderly_age as is_earner,
         case when age <= minor_age then minor_age when age >= elderly_age then elderly_age else minor_age + 1 end::bigint
           as age,
         case when age <= minor_age then '未成年' when age >= elderly_age then '老年' else '成年' end
           || case when is_severe then '重残' when is_disabled then '残疾' else '' end
           || case when is_ill then '重病' else '' end as member_class
  from aged
)
select household_id, person_id, age, is_severe, is_ill, is_disabled, member_class, coalesce(is_earner, false) as is_earner,
       row_number() over (
         partition by household_id
         order by starts_with(member_class, '成年') desc, coalesce(is_earner, false) desc, is_severe, member_class, person_id) as place
from classed
