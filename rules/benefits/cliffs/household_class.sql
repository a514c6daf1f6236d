-- 一户属于哪一类: 人数、成员情形与工资份数(没有或一份的不写)相同的家庭,同样的收入得到同样的待遇,只算一次
with counted as (
  select household_id, count(*)::bigint as member_count, array_to_string(list_select(list(member_class), list_grade_up(list(place))), '、') as members,
         count(*) filter (where is_earner)::bigint as earner_count
  from class_member
  group by household_id
)
select household_id, member_count, case when earner_count > 1 then earner_count else 1 end::bigint as earner_count,
       members || case when earner_count > 1 then '(' || earner_count || '份工资)' else '' end as class_code
from counted
