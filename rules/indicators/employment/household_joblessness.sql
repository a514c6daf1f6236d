-- 零就业: 劳动年龄成员(学生、在领养老金的除外)中连续三个月既无缴费又无就业登记的比例;全为重度残疾的视为全部无业
with facts as (
  select person_id, bool_or(fact_code in ('contributing', 'employment_registered')) as is_working,
         bool_or(fact_code in ('studying', 'retired')) as is_exempt,
         bool_or(fact_code = 'severe_disability' and is_known) as is_severe,
         flatten(list(evidence) filter (where fact_code not in ('studying', 'retired'))) as evidence
  from verified.fact
  where fact_code in ('contributing', 'employment_registered', 'studying', 'retired', 'severe_disability')
    and person_id is not null
  group by person_id
),
members as (
  select v.household_id, coalesce(f.is_working, false) as is_working, coalesce(f.is_severe, false) as is_severe, f.evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  where not coalesce(f.is_exempt, false)
    and v.age between param('working_age_from')
        and case when v.sex_code = '2' then param('working_age_to_jobless_women') else param('working_age_to_jobless') end
),
counted as (
  select household_id, count(*) as members, count(case when not is_severe then 1 end) as able,
         count(case when not is_working then 1 end) as jobless,
         flatten(list(evidence) filter (where evidence is not null)) as evidence
  from members
  group by household_id
),
judged as (
  select s.household_id, case when c.members is null then 0 else c.members end as members,
         case when c.members is null then 0 when c.able = 0 then c.members else c.jobless end as jobless,
         list_sort(case when c.jobless > 0 then list_append(c.evidence, silence_of('人社_参保缴费'))
                        else c.evidence end) as evidence,
         s.unidentified_count + s.undated_count = 0 and is_screened('教育_学籍') and is_screened('人社_养老待遇') as is_known
  from scored.household_size as s
  left join counted as c on c.household_id = s.household_id
  where s.member_count > 0
)
select household_id, 'jobless_share' as measure, case when is_known then share(jobless, members) end as value,
       null::double as worst, is_known, coalesce(evidence, no_evidence()) as evidence, members, jobless
from judged
