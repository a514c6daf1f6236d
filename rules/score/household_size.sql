-- 每户在世人数(全户已故的为零)与长幼,其中没有有效证件、不知出生日期的人数,以及是否按农村标准
with rural as (
  select distinct household_id from verified.fact where fact_code = 'rural_household' and is_known
)
select h.household_id, count(v.person_id)::integer as member_count,
       count(case when not v.is_identified then 1 end)::integer as unidentified_count,
       count(case when v.person_id is not null and v.age is null then 1 end)::integer as undated_count,
       min(v.age) as youngest_age, max(v.age) as oldest_age, max(r.household_id) is not null as is_rural
from linked.household as h
left join scored.living_member as v on v.household_id = h.household_id
left join rural as r on r.household_id = h.household_id
group by h.household_id
