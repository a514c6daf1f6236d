-- 一户由谁应门: 在世的申请人或户主,其次配偶、父母、其他成年人;没有成年人的,不列姓名
with members as (
  select m.household_id, m.person_id, p.is_deceased,
         p.birth_year is not null and year(as_of()) - p.birth_year < 18 as is_minor,
         case m.role when 'applicant' then 1 when 'head' then 2 when 'spouse' then 3 when 'parent' then 4
                     when 'other' then 5 else 6 end as place_in_household
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  where m.valid_to is null or m.valid_to >= as_of()
)
select household_id, person_id, is_minor
from members
qualify row_number() over (
  partition by household_id order by is_deceased, is_minor, place_in_household, person_id) = 1
