-- 零就业: 劳动年龄成员(学生、在领养老金的除外)中连续三个月既无缴费又无就业登记的比例;全为重度残疾的视为全部无业
with facts as (
  select person_id, bool_or(fact_code in ('contributing', 'employment_registered')) as is_working,
         bool_or(fact_code in ('studying', 'retired')) as is_exempt, bool_or(fact_code = 'severe_disability' and is_known) as is_severe,
         flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('contributing', 'employment_registered', 'studying', 'retired', 'severe_disability')
    and person_id is not null
  group by person_id
),
members as (
  select v.household_id, v.age is null or not v.is_identified as is_doubtful, coalesce(f.is_working, false) as is_working,
         coalesce(f.is_severe, false) as is_severe, f.evidence,
         not coalesce(f.is_exempt, false)
           and coalesce(v.age between param('working_age_from')
                        and case when v.sex_code = '2' then param('working_age_to_jobless_women')
                                 else param('working_age_to_jobless') end, false) as is_of_working_age
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
),
counted as (
  select household_id, count(case when is_of_working_age then 1 end) as members,
         count(case when is_of_working_age and not is_severe then 1 end) as able,
         count(case when is_of_working_age and not is_working then 1 end) as jobless,
         bool_or(is_doubtful) as is_doubtful,
         list_sort(list_distinct(list_concat(
           flatten(list(evidence) filter (where is_of_working_age and evidence is not null)),
           list(silence_of('人社_参保缴费')) filter (where is_of_working_age and not is_working)))) as evidence
  from members
  group by household_id
),
judged as (
  select household_id, members, case when able = 0 then members else jobless end as jobless, evidence,
         not is_doubtful and is_screened('教育_学籍') and is_screened('人社_养老待遇') as is_known
  from counted
)
select household_id, 'jobless_share' as measure, case when is_known then share(jobless, members) end as value,
       null::double as worst, is_known, coalesce(evidence, no_evidence()) as evidence, members, jobless
from judged
