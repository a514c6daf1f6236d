-- 重大疾病: 有大病登记或大病结算的成员人数;大病登记未送达时,结算只能说明有,不能说明没有
with ill as (
  select person_id, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code = 'serious_illness' and is_known
  group by person_id
),
counted as (
  select v.household_id, count(s.person_id) as members,
         count(case when s.person_id is null and not v.is_identified then 1 end) as doubtful,
         list_sort(flatten(list(s.evidence) filter (where s.evidence is not null))) as evidence
  from scored.living_member as v
  left join ill as s on s.person_id = v.person_id
  group by v.household_id
)
select household_id, 'seriously_ill' as measure, members as value,
       case when is_screened('医保_大病登记') then members + doubtful end as worst,
       is_screened('医保_大病登记') and doubtful = 0 as is_known, coalesce(evidence, no_evidence()) as evidence, members
from counted
