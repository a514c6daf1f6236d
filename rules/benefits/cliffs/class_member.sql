-- 每户在世成员按影响金额的情形归类: 未成年、老年、成年(年龄不详按成年),重残、大重病、残疾;有工资的成年人逐一记下,他们平分全家的工资
with flagged as (
  select f.person_id, bool_or(f.fact_code = 'severe_disability' and f.is_known) as is_severe,
         bool_or(f.fact_code = 'serious_illness' and f.is_known) as is_ill, bool_or(f.fact_code = 'disability') as is_disabled
  from verified.fact as f
  where f.fact_code in ('severe_disability', 'serious_illness', 'disability')
  group by f.person_id
),
kinds as (
  -- 设了数额的增发还看哪些事实、哪些年龄
  select s.label, s.fact_code, string_split(v.text_value, '、') as fact_values, f.value as from_age, t.value as to_age
  from reference.supplement as s
  join reference.supplement_parameter as a on a.name = s.amount_parameter and not a.holds_in_villages and a.value is not null
    and holds_on(a.valid_from, a.valid_to, as_of())
  left join reference.supplement_parameter as f on f.name = s.from_age_parameter and not f.holds_in_villages
    and holds_on(f.valid_from, f.valid_to, as_of())
  left join reference.supplement_parameter as t on t.name = s.to_age_parameter and not t.holds_in_villages
    and holds_on(t.valid_from, t.valid_to, as_of())
  left join reference.supplement_parameter as v on v.name = s.values_parameter and not v.holds_in_villages
    and holds_on(v.valid_from, v.valid_to, as_of())
),
held as (
  select f.person_id, f.household_id, f.fact_code, f.value, k.label
  from verified.fact as f
  join kinds as k on k.fact_code = f.fact_code and coalesce(list_contains(k.fact_values, f.value), k.fact_values is null)
  where f.is_known and holds_on(f.valid_from, f.valid_to, as_of())
    and f.fact_code not in ('severe_disability', 'serious_illness', 'disability')
),
spread as (
  select person_id, fact_code, value, label from held where person_id is not null
  union all
  select m.person_id, h.fact_code, h.value, h.label
  from held as h
  join linked.household_member as m on m.household_id = h.household_id
  where h.person_id is null
),
more as (
  select person_id, list_sort(list_filter(list_distinct(flatten(list([fact_code, fact_code || '=' || value]))),
                                          lambda word: word is not null)) as facts,
         array_to_string(list_sort(list_distinct(list(label))), '、') as kinds
  from spread
  group by person_id
),
bounds as (
  select list(from_age)::bigint[] as from_ages, list(to_age)::bigint[] as to_ages from kinds
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
         coalesce(f.is_disabled, false) as is_disabled, w.person_id is not null as is_waged, o.facts, o.kinds, b.from_ages, b.to_ages
  from linked.household_member as m
  join linked.identity as i on i.person_id = m.person_id and i.deceased_date is null
  cross join limits as l
  cross join bounds as b
  left join more as o on o.person_id = m.person_id
  left join flagged as f on f.person_id = m.person_id
  left join waged as w on w.person_id = m.person_id
),
reaching as (
  -- 增发分年龄段的: 已满的最大一段,未过的最小一段;同一段的人在网格上取同一个年龄
  select household_id, person_id, age, minor_age, elderly_age, is_severe, is_ill, is_disabled, is_waged, facts, kinds,
         list_max(list_filter(from_ages, lambda bound: bound <= age and bound > minor_age + 1 and bound <> elderly_age)) as reached,
         list_min(list_filter(to_ages, lambda bound: bound >= age and bound > minor_age)) as still_within,
         list_max(list_filter(to_ages, lambda bound: bound < age)) as beyond
  from aged
),
classed as (
  select household_id, person_id, is_severe, is_ill, is_disabled, is_waged and age > minor_age and age < elderly_age as is_earner,
         list_max([case when age <= minor_age then minor_age when age >= elderly_age then elderly_age else minor_age + 1 end::bigint,
                   reached, beyond + 1]) as age, facts,
         case when age <= minor_age then '未成年' when age >= elderly_age then '老年' else '成年' end
           || case when is_severe then '重残' when is_disabled then '残疾' else '' end
           || case when is_ill then '重病' else '' end
           || case when reached is not null then reached || '岁以上' else '' end
           || case when still_within is not null and age > minor_age then still_within || '岁以下' else '' end
           || case when kinds is not null then '(' || kinds || ')' else '' end as member_class
  from reaching
)
select household_id, person_id, age, is_severe, is_ill, is_disabled, facts, member_class, coalesce(is_earner, false) as is_earner,
       row_number() over (
         partition by household_id
         order by starts_with(member_class, '成年') desc, coalesce(is_earner, false) desc, is_severe, member_class, person_id) as place
from classed
