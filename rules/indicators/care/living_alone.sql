-- 独居与老养残: 80岁以上独居,60岁以上带病残独居,60岁以上父母照护重度残疾的成年子女,老人独带孙辈
with facts as (
  select person_id, bool_or(fact_code = 'disability') as is_disabled, bool_or(fact_code = 'serious_illness') as is_ill,
         bool_or(fact_code = 'severe_disability') as is_severe, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('disability', 'severe_disability', 'serious_illness') and is_known and person_id is not null
  group by person_id
),
families as (
  select household_id, bool_or(fact_code = 'elderly_alone' and is_known) as is_alone,
         bool_or(fact_code = 'elderly_alone' and not is_known) as is_doubtful,
         max(case when fact_code = 'elderly_alone' then try_cast(value as integer) end) as age,
         bool_or(fact_code = 'grandparents_with_grandchild') as is_skipped_generation, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('elderly_alone', 'grandparents_with_grandchild')
  group by household_id
),
disabled_child as (
  select v.household_id, v.person_id, v.role, f.evidence
  from scored.living_member as v
  join facts as f on f.person_id = v.person_id
  where f.is_severe and v.age >= param('child_age')
),
caring as (
  select c.household_id, flatten(list(c.evidence)) as evidence
  from disabled_child as c
  join scored.living_member as e on e.household_id = c.household_id and e.person_id <> c.person_id
  left join verified.fact as k
    on k.fact_code = 'parent' and k.person_id = c.person_id and k.household_id = c.household_id and k.value = e.person_id
  where e.age >= param('elderly_age')
    and (k.person_id is not null or (c.role = 'child' and e.role in ('applicant', 'head', 'spouse'))
         or (c.role in ('applicant', 'head') and e.role = 'parent'))
  group by c.household_id
),
members as (
  select v.household_id, bool_or(coalesce(f.is_disabled or f.is_ill or f.is_severe, false)) as is_frail,
         flatten(list(f.evidence) filter (where f.evidence is not null)) as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  group by v.household_id
),
judged as (
  select m.household_id, coalesce(s.is_alone, false) as is_alone, coalesce(s.is_doubtful, false) as is_doubtful, s.age,
         coalesce(s.is_alone and s.age >= param('very_old_age'), false) as is_very_old,
         coalesce(s.is_alone and m.is_frail, false) as is_frail_alone,
         coalesce(s.is_skipped_generation, false) as is_skipped_generation, c.household_id is not null as is_caring,
         case when s.is_alone then coalesce(m.evidence, no_evidence()) else no_evidence() end
           || coalesce(s.evidence, no_evidence()) || coalesce(c.evidence, no_evidence()) as evidence
  from members as m
  left join families as s on s.household_id = m.household_id
  left join caring as c on c.household_id = m.household_id
),
worded as (
  select household_id, is_alone, is_doubtful, age, list_sort(list_distinct(evidence)) as evidence,
         is_very_old::integer + is_frail_alone::integer + is_skipped_generation::integer + is_caring::integer as kinds,
         concat_ws('、', case when is_very_old then '高龄老人独居' end,
                 case when is_frail_alone then '老人带病残独居' end,
                 case when is_caring then '老人照护重度残疾的成年子女' end,
                 case when is_skipped_generation then '老人独自带孙辈' end) as kinds_text
  from judged
)
select household_id, 'alone_or_caring' as measure, kinds as value, null::double as worst,
       not is_doubtful and is_screened('残联_持证残疾人') and (is_screened('医保_大病登记') or not is_alone) as is_known,
       evidence, age, kinds_text
from worded
union all
select household_id, 'elderly_alone' as measure, age as value, null::double as worst, true as is_known, evidence, age,
       kinds_text
from worded
where is_alone
