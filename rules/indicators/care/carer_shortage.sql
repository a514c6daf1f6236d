-- 照护者不足: 被照护者(不满16周岁、照护等级2级以上、重度残疾)与照护者(18至69周岁、自己不需照护、不在服刑戒毒)之比
with facts as (
  select person_id, bool_or(fact_code = 'severe_disability') as is_severe,
         bool_or(fact_code = 'care_level' and try_cast(value as integer) >= param('dependent_care_level')) as needs_care,
         bool_or(fact_code = 'imprisoned') as is_absent, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('severe_disability', 'care_level', 'imprisoned', 'child') and is_known and person_id is not null
  group by person_id
),
members as (
  select v.household_id, v.age, v.is_identified, f.evidence,
         coalesce(v.age < param('care_child_age'), false) or coalesce(f.is_severe, false)
           or coalesce(f.needs_care, false) as is_dependant,
         coalesce(f.is_absent, false) as is_absent
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
),
counted as (
  select household_id, count(case when is_dependant then 1 end) as dependants,
         count(case when not is_dependant and not is_absent
                         and coalesce(age between param('carer_age_from') and param('carer_age_to'), true)
                    then 1 end) as carers,
         count(case when age is null or not is_identified then 1 end) as doubtful,
         list_sort(list_distinct(flatten(list(evidence) filter (where is_dependant or is_absent)))) as evidence
  from members
  group by household_id
),
judged as (
  select household_id, dependants, carers, coalesce(evidence, no_evidence()) as evidence,
         doubtful = 0 and is_screened('民政_儿童与照护') and is_screened('残联_持证残疾人')
           and is_screened('司法_服刑戒毒') as is_known
  from counted
)
select household_id, 'without_carer' as measure, case when carers = 0 then dependants end as value,
       null::double as worst, is_known, evidence, dependants, carers
from judged
union all
select household_id, 'dependants_per_carer' as measure, share(dependants, carers) as value, null::double as worst, is_known,
       evidence, dependants, carers
from judged
where carers > 0
