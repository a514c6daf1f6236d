-- 独居与老养残: 80岁以上独居,60岁以上带病残独居,60岁以上父母照护重度残疾的成年子女,老人独带孙辈
with families as (
  select household_id, fact_code, is_known, case when fact_code = 'elderly_alone' then try_cast(value as integer) end as age,
         evidence
  from verified.fact
  where fact_code in ('elderly_alone', 'grandparents_with_grandchild')
),
frail_alone as (
  select v.household_id, flatten(list(f.evidence)) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  join families as h on h.household_id = v.household_id and h.fact_code = 'elderly_alone' and h.is_known
  where f.fact_code in ('disability', 'severe_disability', 'serious_illness') and f.is_known
  group by v.household_id
),
disabled_child as (
  select v.household_id, v.person_id, v.role, flatten(list(f.evidence)) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code = 'severe_disability' and f.is_known and v.age >= param('child_age')
  group by v.household_id, v.person_id, v.role
),
named_parent as (
  select f.person_id, f.household_id, f.value as parent_id
  from verified.fact as f
  join disabled_child as c on c.person_id = f.person_id
  where f.fact_code = 'parent'
),
caring as (
  select c.household_id, flatten(list(c.evidence)) as evidence
  from disabled_child as c
  join scored.living_member as e on e.household_id = c.household_id and e.person_id <> c.person_id
  left join named_parent as k
    on k.person_id = c.person_id and k.household_id = c.household_id and k.parent_id = e.person_id
  where e.age >= param('elderly_age')
    and (k.person_id is not null or (c.role = 'child' and e.role in ('applicant', 'head', 'spouse'))
         or (c.role in ('applicant', 'head') and e.role = 'parent'))
  group by c.household_id
),
kind as (
  select household_id, '高龄老人独居' as kind, evidence
  from families
  where fact_code = 'elderly_alone' and is_known and age >= param('very_old_age')
  union all
  select household_id, '老人带病残独居' as kind, evidence
  from frail_alone
  union all
  select household_id, '老人照护重度残疾的成年子女' as kind, evidence
  from caring
  union all
  select household_id, '老人独自带孙辈' as kind, evidence
  from families
  where fact_code = 'grandparents_with_grandchild'
),
counted as (
  select household_id, count(*) as kinds, string_agg(kind, '、' order by kind) as kinds_text,
         list_sort(list_distinct(flatten(list(evidence)))) as evidence
  from kind
  group by household_id
)
select s.household_id, 'alone_or_caring' as measure, case when k.kinds is null then 0 else k.kinds end as value,
       null::double as worst,
       coalesce(a.is_known, true) and s.unidentified_count = 0 and is_screened('残联_持证残疾人')
         and (is_screened('医保_大病登记') or a.household_id is null) as is_known,
       coalesce(k.evidence, no_evidence()) as evidence, a.age, k.kinds_text
from scored.household_size as s
left join counted as k on k.household_id = s.household_id
left join families as a on a.household_id = s.household_id and a.fact_code = 'elderly_alone'
where s.member_count > 0
union all
select household_id, 'elderly_alone' as measure, age as value, null::double as worst, true as is_known, evidence, age,
       null::varchar as kinds_text
from families
where fact_code = 'elderly_alone' and is_known
