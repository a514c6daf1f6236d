-- 照护者不足: 被照护者(不满16周岁、照护等级2级以上、重度残疾)与照护者(18至69周岁、自己不需照护、不在服刑戒毒)之比
with facts as (
  select person_id, bool_or(fact_code = 'imprisoned') as is_absent,
         bool_or(fact_code = 'severe_disability'
                 or (fact_code = 'care_level' and coalesce(try_cast(value as integer) >= param('dependent_care_level'), false)))
           as is_dependant,
         flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('severe_disability', 'care_level', 'imprisoned') and is_known and person_id is not null
  group by person_id
),
members as (
  select v.household_id, v.age, coalesce(f.is_absent, false) as is_absent,
         coalesce(v.age < param('care_child_age'), false) or coalesce(f.is_dependant, false) as is_dependant,
         case when f.person_id is not null then f.evidence when v.age < param('care_child_age') then c.evidence end as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  left join verified.fact as c on c.fact_code = 'child' and c.is_known and c.person_id = v.person_id
),
counted as (
  select household_id, count(case when is_dependant then 1 end) as dependants,
         count(case when not is_dependant and not is_absent
                         and coalesce(age between param('carer_age_from') and param('carer_age_to'), true)
                    then 1 end) as carers,
         list_sort(flatten(list(evidence) filter (where is_dependant or is_absent))) as evidence
  from members
  group by household_id
),
judged as (
  select c.household_id, c.dependants, c.carers, coalesce(c.evidence, no_evidence()) as evidence,
         s.unidentified_count + s.undated_count = 0 and is_screened('民政_儿童与照护') and is_screened('残联_持证残疾人')
           and (c.dependants = 0 or is_screened('司法_服刑戒毒')) as is_known
  from counted as c
  join scored.household_size as s on s.household_id = c.household_id
)
select household_id, case when carers = 0 then 'without_carer' else 'dependants_per_carer' end as measure,
       case when carers = 0 then dependants else share(dependants, carers) end as value, null::double as worst, is_known,
       evidence, dependants, carers
from judged
union all
select household_id, 'without_carer' as measure, null as value, null::double as worst, is_known, evidence, dependants, carers
from judged
where carers > 0 and not is_known
