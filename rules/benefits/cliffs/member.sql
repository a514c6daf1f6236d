-- 网格上每一点的成员: 全部收入是有工资的成年人平分的工资,没有的记在第一名成年人名下;没有成年人的,是其他收入
with one as (
  select class_code, min(household_id) as household_id, max(earner_count) as earner_count from household_class group by class_code
)
select g.case_id, m.place as person_id, m.age,
       case when not starts_with(m.member_class, '成年') or m.place > o.earner_count then 0
            when m.place = 1 then g.income_fen - g.income_fen // o.earner_count * (o.earner_count - 1)
            else g.income_fen // o.earner_count end as wage_parts,
       case when m.place = 1 and not starts_with(m.member_class, '成年') then g.income_fen else 0 end as other_parts,
       m.is_severe as is_severely_disabled, m.is_ill as is_seriously_ill, m.is_disabled, m.facts,
       m.is_severe and m.place > 1 as is_jobless
from one as o
join class_member as m on m.household_id = o.household_id
join grid as g on g.class_code = o.class_code
