-- 重大疾病: 有大病登记或大病结算的成员人数;大病登记未送达时,结算只能说明有,不能说明没有
with ill as (
  select v.household_id, v.person_id, bool_and(v.is_identified) as is_identified, flatten(list(f.evidence)) as evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code = 'serious_illness' and f.is_known
  group by v.household_id, v.person_id
),
counted as (
  select household_id, count(*) as members, count(case when not is_identified then 1 end) as certain,
         list_sort(flatten(list(evidence))) as evidence
  from ill
  group by household_id
),
judged as (
  select s.household_id, case when c.members is null then 0 else c.members end as members,
         s.unidentified_count - case when c.certain is null then 0 else c.certain end as doubtful,
         coalesce(c.evidence, no_evidence()) as evidence
  from scored.household_size as s
  left join counted as c on c.household_id = s.household_id
  where s.member_count > 0
)
select household_id, 'seriously_ill' as measure, members as value,
       case when is_screened('医保_大病登记') then members + doubtful end as worst,
       is_screened('医保_大病登记') and doubtful = 0 as is_known, evidence, members
from judged
