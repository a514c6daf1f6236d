-- 每户按几口人的限额看: 超过限额所列最大户的,按最大户
with largest as (
  select max(household_size) as household_size from rule_limit
)
-- 号只用来连接
select row_number() over ()::integer as case_number, c.case_id, c.household_id, c.is_alternative, a.member_count, a.is_rural,
       at_most(a.member_count, g.household_size) as size
from benefit_case as c
join assessment as a on a.case_id = c.case_id
cross join largest as g
where c.subject_kind = 'household'
